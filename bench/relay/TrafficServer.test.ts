import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { WebSocket, type RawData } from "ws";
import { tokenFor, TrafficServer } from "./TrafficServer.ts";

interface Message {
	readonly op: number;
	readonly seq?: number;
	readonly d: Readonly<Record<string, unknown>>;
}

/** A message every two milliseconds. */
const PER_MINUTE = 30_000;

describe("TrafficServer", () => {
	it("should open a session and send numbered messages with their times", async (context) => {
		const server = await TrafficServer.start(() => 0.5);
		context.after(() => server.close());
		const socket = new WebSocket(`ws://${server.endpoint}/?v=8`);
		const messages: Array<Message> = [];
		socket.on("message", (data: RawData) => messages.push(JSON.parse(String(data)) as Message));
		await once(socket, "open");
		socket.send(JSON.stringify({ op: 3, d: { t: 7 } }));
		socket.send(JSON.stringify({ op: 0, d: { token: tokenFor(PER_MINUTE) } }));
		while (messages.length < 6) await once(socket, "message");
		assert.deepEqual(
			messages.slice(0, 6).map(({ op, seq }) => [op, seq]),
			[
				[8, undefined],
				[6, undefined],
				[2, undefined],
				[5, 1],
				[5, 2],
				[5, 3],
			],
		);
		assert.deepEqual(messages[1]?.d, { t: 7 });
		const [first, second] = messages.slice(3).map(({ d }) => Number(d.at));
		assert.ok(second! > first! && Math.abs(Date.now() - first!) < 60_000, String([first, second]));
	});
});
