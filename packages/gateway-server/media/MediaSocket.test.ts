import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { MediaSocket, type MediaAddress } from "./MediaSocket.ts";

interface Received {
	readonly datagram: string;
	readonly sender: MediaAddress;
}

async function start(context: TestContext) {
	const logs: Array<string> = [];
	const received: Array<Received> = [];
	let onArrival = (): void => {};
	const socket = new MediaSocket(
		(line) => logs.push(line),
		(datagram, sender) => {
			received.push({ datagram: datagram.toString(), sender });
			onArrival();
		},
	);
	await socket.listen();
	context.after(() => socket.close());
	const arrivals = async (count: number): Promise<void> => {
		while (received.length < count) await new Promise<void>((resolve) => (onArrival = resolve));
	};
	return { socket, logs, received, arrivals };
}

/** A client's UDP socket, on any loopback port. */
async function openClient(context: TestContext): Promise<{ client: Socket; address: MediaAddress }> {
	const client = createSocket("udp4");
	context.after(() => client.close());
	client.bind(0, "127.0.0.1");
	await once(client, "listening");
	return { client, address: { ip: "127.0.0.1", port: client.address().port } };
}

describe("MediaSocket", () => {
	it("should receive datagrams with their sender, and send", async (context) => {
		const { socket, received, arrivals } = await start(context);
		const { client, address } = await openClient(context);
		client.send("hello", socket.address.port, "127.0.0.1");
		await arrivals(1);
		assert.deepEqual(received, [{ datagram: "hello", sender: address }]);
		socket.send(Buffer.from("answer"), address);
		const [answer, { port }] = (await once(client, "message")) as [Buffer, { port: number }];
		assert.deepEqual([answer.toString(), port], ["answer", socket.address.port]);
	});

	it("should send from a foreign port if asked", async (context) => {
		const { socket } = await start(context);
		const { client, address } = await openClient(context);
		socket.sendForeign(Buffer.from("forged"), address);
		const [datagram, { port }] = (await once(client, "message")) as [Buffer, { port: number }];
		assert.equal(datagram.toString(), "forged");
		assert.notEqual(port, socket.address.port);
	});

	it("should know which addresses are reachable", async (context) => {
		const { socket } = await start(context);
		const reached = [
			{ ip: "127.0.0.1", port: 1 },
			{ ip: "127.0.0.1", port: 0 },
			{ ip: "::1", port: 1 },
			{ ip: "localhost", port: 1 },
		].map((address) => socket.reaches(address));
		assert.deepEqual(reached, [true, false, false, false]);
	});

	it("should log a send failure and continue", async (context) => {
		const { socket, logs, arrivals } = await start(context);
		socket.send(Buffer.alloc(70_000), { ip: "127.0.0.1", port: 9 });
		const { client } = await openClient(context);
		client.send("hello", socket.address.port, "127.0.0.1");
		await arrivals(1);
		assert.equal(logs.length, 1);
		assert.match(logs[0]!, /^media socket cannot send: /);
	});

	it("should report its address and reuse its port", async (context) => {
		const { socket } = await start(context);
		const { ip, port } = socket.address;
		assert.equal(ip, "127.0.0.1");
		await assert.rejects(socket.listen(), /already listening/);
		const other = new MediaSocket(
			() => {},
			() => {},
		);
		await assert.rejects(other.listen(port), { code: "EADDRINUSE" });
		await socket.close();
		await socket.close();
		socket.send(Buffer.from("nothing"), { ip, port });
		socket.sendForeign(Buffer.from("nothing"), { ip, port });
		assert.throws(() => socket.address, /not listening, call listen\(\) first/);
		await socket.listen();
		assert.equal(socket.address.port, port);
	});
});
