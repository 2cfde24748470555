import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { Intake } from "../intake/Intake.ts";
import { startRelay, TOKEN } from "../support/startRelay.ts";
import { paceConnections } from "./paceConnections.ts";

/** A server whose intake stands still after the first slices, and a way to reach it. */
async function start(context: TestContext, limit: number) {
	const server = createServer((request, response) => {
		request.resume();
		request.on("end", () => response.end("answer"));
	});
	paceConnections(server, new Intake({ defer: () => {} }), limit);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const sockets: Array<Socket> = [];
	context.after(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	return () => {
		const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
		socket.on("error", () => {}); // "close" follows
		sockets.push(socket);
		return socket;
	};
}

const LARGE = `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n${"x".repeat(60_000)}`;

describe("paceConnections", () => {
	it("should cut a connection with too many waiting bytes", async (context) => {
		const dial = await start(context, 100_000);
		const sockets = [1, 2, 3, 4].map(dial);
		const cut = Promise.race(sockets.map((socket) => once(socket, "close")));
		for (const socket of sockets) socket.write(LARGE);
		await cut;
		assert.ok(sockets.some(({ destroyed }) => !destroyed));
	});

	it("should answer other connections while many bytes wait", async (context) => {
		const { url } = await startRelay(context);
		const { port } = new URL(url);
		const head = `POST /v1/links HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: application/json\r\n`;
		const flood = `${head}transfer-encoding: chunked\r\n\r\n${"1\r\n \r\n".repeat(30_000)}`;
		const flooders = Array.from({ length: 20 }, () => connect(Number(port), "127.0.0.1"));
		context.after(() => flooders.forEach((socket) => socket.destroy()));
		for (const socket of flooders) {
			socket.resume().on("error", () => {}); // "close" follows
			socket.write(flood);
		}
		const ends = flooders.map((socket) => once(socket, "close"));
		const answers = await Promise.all([1, 2, 3].map(() => fetch(`${url}/healthz`)));
		assert.deepEqual(
			answers.map(({ status }) => status),
			[200, 200, 200],
		);
		await Promise.all(ends);
	});
});
