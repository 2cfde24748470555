/** Sessions of both gateways recover from connection faults without losing events. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { ALICE, connect, join, resumeOf, startServer } from "../support/fixtures.ts";
import { resumeMain, startMain } from "../support/mainFixtures.ts";
import type { ConnectionControlFlags } from "../flags/ConnectionControlFlags.ts";
import type { GatewayServer } from "../GatewayServer.ts";

/** By hand: what ends the connection of a session with these flags. */
const ENDS: ReadonlyArray<readonly [name: string, flags: ConnectionControlFlags, isDropped: boolean]> = [
	["a FIN", { dropKind: "fin" }, true],
	["a FIN while it is half-open", { dropKind: "fin", halfOpen: true }, true],
	["a full queue", { halfOpen: true, waitLimit: 1 }, false],
	["a full queue of dribbled bytes", { dribbleSize: 1, waitLimit: 1 }, false],
];

/** Sends two events and ends the connection: by a command, or because the queue is full. */
function sendTwo(server: GatewayServer, sessionId: string, isDropped: boolean, send: (n: number) => unknown): void {
	for (const n of [1, 2]) send(n);
	if (isDropped) assert.equal(server.dropSession(sessionId), 1);
}

async function endMain(context: TestContext, flags: ConnectionControlFlags, isDropped: boolean) {
	const { server, client, sessionId, events } = await startMain(context);
	server.setControlFlags(sessionId, flags);
	sendTwo(server, sessionId, isDropped, (n) => server.dispatchToSession(sessionId, "TEST", { n }));
	assert.equal((await client.ended).code, 1006);
	server.clearControlFlags(sessionId);
	const { messages } = await resumeMain(server, sessionId, 1);
	return { events, seen: messages.slice(0, -1).map(({ d }) => d) };
}

async function endVoice(context: TestContext, flags: ConnectionControlFlags, isDropped: boolean) {
	const { server, events } = await startServer(context);
	const client = await join(server);
	server.setControlFlags(ALICE.sessionId, flags);
	sendTwo(server, ALICE.sessionId, isDropped, (n) => server.sendToSession(ALICE.sessionId, 5, { n }));
	assert.equal((await client.ended).code, 1006);
	server.clearControlFlags(ALICE.sessionId);
	const again = await connect(server);
	again.send(7, resumeOf(ALICE, -1));
	const [, ...messages] = (await again.take(3)) as ReadonlyArray<{ readonly d: unknown }>;
	return { events, seen: messages.map(({ d }) => d) };
}

for (const [title, end] of [
	["main", endMain],
	["voice", endVoice],
] as const) {
	describe(`a session of the ${title} gateway`, () => {
		for (const [name, flags, isDropped] of ENDS) {
			it(`should resume after ${name}`, async (context) => {
				const { events, seen } = await end(context, flags, isDropped);
				const closed = events.find((event) => event.kind === "closed");
				assert.deepEqual([closed?.code, closed?.by], [undefined, "link"]);
				assert.deepEqual(seen, [{ n: 1 }, { n: 2 }]);
			});
		}
	});
}
