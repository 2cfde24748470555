/** The process of `FarFrames.ts`. A frame is encoded once and written to the sockets as bytes. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { answerCalls } from "../calls.ts";
import { repeat } from "../repeat.ts";
import { messageOf, turnAt } from "../rooms/members.ts";
import type { Pace } from "./FarFrames.ts";

const TEXT = 0x81;
const LONGEST_SHORT_PAYLOAD = 125;
/** Frames of a flood that are written at once. */
const CHUNK = 256;

const server = createServer();
const webSockets = new WebSocketServer({ noServer: true });
const groups = new Map<string, Set<Duplex>>();
const timers = new Map<string, NodeJS.Timeout>();
let sequence = 0;

/** The next start or stop of a member. */
function frame(): Buffer {
	const payload = Buffer.from(messageOf(turnAt(sequence), sequence));
	sequence += 1;
	if (payload.length > LONGEST_SHORT_PAYLOAD) throw new RangeError("the message is too long for a short frame");
	return Buffer.concat([Buffer.from([TEXT, payload.length]), payload]);
}

function socketsOf(group: string): Set<Duplex> {
	const sockets = groups.get(group) ?? new Set();
	groups.set(group, sockets);
	return sockets;
}

server.on("upgrade", (request, socket, head) => {
	webSockets.handleUpgrade(request, socket, head, (webSocket) => {
		const sockets = socketsOf((request.url ?? "/").slice(1));
		sockets.add(socket);
		webSocket.on("error", () => {}); // the relay was killed
		webSocket.on("close", () => sockets.delete(socket));
	});
});

answerCalls({
	async listen() {
		server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 });
		await once(server, "listening");
		return `127.0.0.1:${(server.address() as AddressInfo).port}`;
	},

	pace({ group, perSecond }: Pace) {
		clearInterval(timers.get(group));
		if (perSecond === 0) return;
		const send = (): void => {
			const bytes = frame();
			for (const socket of socketsOf(group)) socket.write(bytes);
		};
		timers.set(group, repeat(perSecond, send));
	},

	flood(group: string) {
		const chunk = Buffer.concat(Array.from({ length: CHUNK }, frame));
		for (const socket of socketsOf(group)) {
			const fill = (): void => {
				while (!socket.destroyed && socket.write(chunk));
			};
			socket.on("drain", fill);
			fill();
		}
	},
});
