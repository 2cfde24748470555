import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { limitPipelining } from "./limitPipelining.ts";

const REQUEST = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";

/** A server whose answers the test gives, and a connection to it. */
async function start(context: TestContext) {
	const open: Array<ServerResponse> = [];
	const server = createServer((_request, response) => void open.push(response));
	limitPipelining(server);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
	context.after(() => {
		socket.destroy();
		server.close();
	});
	return { server, open, socket };
}

describe("limitPipelining", () => {
	it("should take the next request once the last is answered", async (context) => {
		const { server, open, socket } = await start(context);
		for (let number = 1; number <= 20; number += 1) {
			socket.write(REQUEST);
			await once(server, "request");
			assert.equal(open.length, number);
			open.at(-1)?.end("answer");
			await once(socket, "data");
		}
	});

	it("should cut a connection with 9 requests at once", async (context) => {
		const { open, socket } = await start(context);
		socket.resume().write(REQUEST.repeat(100));
		await once(socket, "close");
		assert.equal(open.length, 8);
	});
});
