/** The thread of `flood.ts`. Plain JavaScript: a worker does not inherit the loader of TypeScript. */

import { parentPort, workerData } from "node:worker_threads";
import { WebSocketServer } from "ws";

/** Messages in one go, before the event loop turns. */
const BATCH = 500;

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

server.on("connection", (socket) => {
	let sent = 0;
	const message = (sequence) =>
		`{"op":5,"d":{"user_id":"104694319306248192","ssrc":2001,"speaking":1,"delay":0},"seq":${sequence % 65536}}`;
	const step = () => {
		for (let index = 0; index < BATCH && sent < workerData.count; index++) socket.send(message(sent++));
		if (sent < workerData.count && socket.readyState === socket.OPEN) setImmediate(step);
	};
	step();
});

server.on("listening", () => parentPort.postMessage(server.address().port));
