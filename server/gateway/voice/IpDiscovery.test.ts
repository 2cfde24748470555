import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { IpDiscovery } from "./IpDiscovery.ts";

const REQUEST = Buffer.from(`000100460000002a${"00".repeat(66)}`, "hex");

async function start(context: TestContext): Promise<IpDiscovery> {
	const discovery = new IpDiscovery(() => {});
	await discovery.listen();
	context.after(() => discovery.close());
	return discovery;
}

/** A UDP socket of a client, bound to any port and connected to the server. */
async function openClient(context: TestContext, { address }: IpDiscovery): Promise<Socket> {
	const socket = createSocket("udp4");
	context.after(() => socket.close());
	socket.connect(address.port, address.ip);
	await once(socket, "connect");
	return socket;
}

describe("IpDiscovery", () => {
	it("should answer with the address and port of the sender", async (context) => {
		const discovery = await start(context);
		for (let count = 0; count < 2; count += 1) {
			const client = await openClient(context, discovery);
			client.send(REQUEST);
			const [response] = (await once(client, "message")) as [Buffer];
			assert.equal(response.length, 74);
			assert.equal(response.subarray(0, 8).toString("hex"), "000200460000002a");
			assert.equal(response.subarray(8, 72).toString(), "127.0.0.1".padEnd(64, "\0"));
			assert.equal(response.readUInt16BE(72), client.address().port);
		}
		assert.deepEqual(discovery.totals, { answered: 2, ignored: 0 });
	});

	it("should ignore and count datagrams that are no request", async (context) => {
		const discovery = await start(context);
		const client = await openClient(context, discovery);
		for (const datagram of [Buffer.alloc(0), Buffer.from("hello"), Buffer.alloc(60_000, 255)])
			client.send(datagram);
		client.send(REQUEST);
		const [response] = (await once(client, "message")) as [Buffer];
		assert.equal(response.readUInt16BE(0), 2);
		assert.deepEqual(discovery.totals, { answered: 1, ignored: 3 });
	});

	it("should tell where it listens, and free the port and take it again", async (context) => {
		const discovery = await start(context);
		const { ip, port } = discovery.address;
		assert.equal(ip, "127.0.0.1");
		await assert.rejects(discovery.listen(), /listening already/);
		const other = new IpDiscovery(() => {});
		await assert.rejects(other.listen(port), { code: "EADDRINUSE" });
		await discovery.close();
		await discovery.close();
		assert.throws(() => discovery.address, /not listening, call listen\(\) first/);
		await discovery.listen();
		assert.equal(discovery.address.port, port);
	});
});
