import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { openUdp } from "./openUdp.ts";

const HOST = "127.0.0.1";

async function bound(context: TestContext): Promise<Socket> {
	const socket = createSocket("udp4");
	socket.bind(0, HOST);
	await once(socket, "listening");
	context.after(() => socket.close());
	return socket;
}

function listening() {
	const heard: Array<string> = [];
	let [connected, told] = [(): void => {}, (): void => {}];
	const isConnected = new Promise<void>((resolve) => (connected = resolve));
	const next = (): Promise<void> => new Promise((resolve) => (told = resolve));
	return {
		heard,
		isConnected,
		next,
		listener: {
			onConnected: connected,
			onDatagram: (datagram: Buffer) => {
				heard.push(datagram.toString());
				told();
			},
			onFault: (code: string) => {
				heard.push(code);
				told();
			},
		},
	};
}

describe("openUdp", { timeout: 10_000 }, () => {
	it("should exchange datagrams with the server", async (context) => {
		const far = await bound(context);
		const { heard, isConnected, listener, next } = listening();
		const datagrams = openUdp({ address: HOST, port: far.address().port }, listener);
		context.after(() => datagrams.close());
		datagrams.send(Buffer.from("too early"));
		await isConnected;
		datagrams.send(Buffer.from("ping"));
		const [message, from] = (await once(far, "message")) as [Buffer, { port: number }];
		assert.equal(message.toString(), "ping");
		const told = next();
		far.send("pong", from.port, HOST);
		await told;
		assert.deepEqual(heard, ["pong"]);
	});

	it("should receive nothing from another sender", async (context) => {
		const [far, stranger] = [await bound(context), await bound(context)];
		const { heard, isConnected, listener, next } = listening();
		const datagrams = openUdp({ address: HOST, port: far.address().port }, listener);
		context.after(() => datagrams.close());
		await isConnected;
		datagrams.send(Buffer.from("ping"));
		const [, from] = (await once(far, "message")) as [Buffer, { port: number }];
		await new Promise((resolve) => stranger.send("forged", from.port, HOST, resolve));
		const told = next();
		far.send("pong", from.port, HOST);
		await told;
		assert.deepEqual(heard, ["pong"]);
	});

	it("should report a port that refuses, and survive", async (context) => {
		const far = await bound(context);
		const gone = createSocket("udp4");
		gone.bind(0, HOST);
		await once(gone, "listening");
		const { port } = gone.address();
		gone.close();
		const { heard, isConnected, listener, next } = listening();
		const datagrams = openUdp({ address: HOST, port }, listener);
		await isConnected;
		const told = next();
		datagrams.send(Buffer.from("ping"));
		await told;
		assert.equal(heard[0], "ECONNREFUSED");
		datagrams.close();
		datagrams.close();
		datagrams.send(Buffer.from("too late"));
		assert.ok(far.address().port > 0);
	});

	it("should receive nothing while paused, then resume on its port", async (context) => {
		const far = await bound(context);
		const { heard, isConnected, listener, next } = listening();
		let onConnected = listener.onConnected;
		const datagrams = openUdp(
			{ address: HOST, port: far.address().port },
			{ ...listener, onConnected: () => onConnected() },
		);
		context.after(() => datagrams.close());
		await isConnected;
		datagrams.send(Buffer.from("ping"));
		const [, from] = (await once(far, "message")) as [Buffer, { port: number }];
		datagrams.pause();
		datagrams.pause();
		await new Promise((resolve) => far.send("lost", from.port, HOST, resolve));
		const isAgain = new Promise<void>((resolve) => (onConnected = resolve));
		datagrams.resume();
		datagrams.resume();
		await isAgain;
		const told = next();
		far.send("heard", from.port, HOST);
		await told;
		assert.deepEqual(heard, ["heard"]);
	});

	it("should call no listener if closed while connecting", async (context) => {
		const far = await bound(context);
		const { heard, listener } = listening();
		let isConnected = false;
		const datagrams = openUdp(
			{ address: HOST, port: far.address().port },
			{
				...listener,
				onConnected: () => (isConnected = true),
			},
		);
		datagrams.close();
		await new Promise((resolve) => setImmediate(resolve));
		assert.deepEqual([isConnected, heard], [false, []]);
	});
});
