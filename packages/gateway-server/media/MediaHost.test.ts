import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { MediaHost } from "./MediaHost.ts";
import { MediaSocket, type MediaAddress } from "./MediaSocket.ts";

function create(context: TestContext, socket: MediaSocket | undefined) {
	const logs: Array<string> = [];
	const addresses: Array<MediaAddress> = [];
	const host = new MediaHost(
		socket,
		(line) => logs.push(line),
		(address) => addresses.push(address),
	);
	context.after(() => host.close());
	const started = (localAddress: string) =>
		new Promise<void>((resolve) => host.whenStarted(localAddress, () => resolve()));
	return { host, logs, addresses, started };
}

describe("MediaHost", () => {
	it("should start once for concurrent upgrades", async (context) => {
		const { host, addresses, started } = create(
			context,
			new MediaSocket(
				() => {},
				() => {},
			),
		);
		await Promise.all([started("::ffff:127.0.0.1"), started("127.0.0.1")]);
		assert.deepEqual(
			addresses.map(({ ip }) => ip),
			["127.0.0.1"],
		);
		await host.listen("127.0.0.1");
		assert.equal(addresses.length, 1);
	});

	it("should call back immediately if nothing has to start", async (context) => {
		const listening = create(
			context,
			new MediaSocket(
				() => {},
				() => {},
			),
		);
		await listening.host.listen("127.0.0.1");
		for (const { host } of [listening, create(context, undefined)]) {
			let isCalled = false;
			host.whenStarted("127.0.0.1", () => (isCalled = true));
			assert.equal(isCalled, true);
		}
	});

	it("should log and continue if it cannot listen", async (context) => {
		const { logs, addresses, started } = create(
			context,
			new MediaSocket(
				() => {},
				() => {},
			),
		);
		await started("192.0.2.1"); // reserved for documentation
		await started("192.0.2.1");
		assert.deepEqual(addresses, []);
		assert.equal(logs.length, 1);
		assert.match(logs[0]!, /^media socket cannot listen, the address in Ready will not answer: /);
	});

	it("should reject datagrams and accept them again", async (context) => {
		const socket = new MediaSocket(
			() => {},
			() => {},
		);
		const { host } = create(context, socket);
		await host.setRefusing(true);
		await host.listen("127.0.0.1");
		const { port } = socket.address;
		await host.setRefusing(true);
		await host.setRefusing(true);
		assert.equal(socket.isListening, false);
		await host.setRefusing(false);
		await host.setRefusing(false);
		assert.equal(socket.address.port, port);
	});

	it("should reopen the same port after a close", async (context) => {
		const { host, addresses, started } = create(
			context,
			new MediaSocket(
				() => {},
				() => {},
			),
		);
		await started("127.0.0.1");
		await host.close();
		await host.close();
		await started("127.0.0.1");
		assert.equal(addresses[0]!.port, addresses[1]!.port);
	});
});
