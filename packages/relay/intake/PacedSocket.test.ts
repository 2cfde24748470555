import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { Intake } from "./Intake.ts";
import { PacedSocket } from "./PacedSocket.ts";

/** Both ends of a connection; the server's is paced. */
async function start(context: TestContext) {
	const waits: Array<number> = [];
	const deferred: Array<() => void> = [];
	const server = createServer({ allowHalfOpen: true });
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
	client.on("error", () => {}); // "close" follows
	const [inner] = (await once(server, "connection")) as [Socket];
	const intake = new Intake({ defer: (next) => void deferred.push(next) });
	const paced = new PacedSocket(inner, intake, { onWaiting: (change) => waits.push(change) });
	context.after(() => {
		client.destroy();
		paced.destroy();
		server.close();
	});
	const look = (): void => deferred.splice(0).forEach((next) => next());
	return { client, inner, paced, look, waits };
}

/** Runs turns of the event loop until a condition holds. */
async function until(isSo: () => boolean, each: () => void = () => {}): Promise<void> {
	while (!isSo()) {
		await new Promise<void>((resolve) => setImmediate(resolve));
		each();
	}
}

describe("PacedSocket", () => {
	it("should pass everything on in order, in slices, then the end", async (context) => {
		const { client, paced, look, waits } = await start(context);
		const sent = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
		const slices: Array<Buffer> = [];
		paced.on("data", (slice: Buffer) => slices.push(slice));
		let hasEnded = false;
		paced.on("end", () => (hasEnded = true));
		client.end(sent);
		await until(() => hasEnded, look);
		assert.deepEqual(Buffer.concat(slices), sent);
		assert.ok(slices.every(({ length }) => length <= 16_384));
		assert.equal(
			waits.reduce((sum, change) => sum + change, 0),
			0,
		);
	});

	it("should read no further while bytes wait", async (context) => {
		const { client, inner, paced } = await start(context);
		paced.on("data", () => {});
		client.write(Buffer.alloc(1_000_000));
		await until(() => paced.waitingSize > 0);
		const read = inner.bytesRead;
		let turns = 0;
		await until(() => (turns += 1) > 50);
		assert.deepEqual([inner.bytesRead, inner.isPaused()], [read, true]);
	});

	it("should pass nothing on to a reader that paused", async (context) => {
		const { client, paced, look } = await start(context);
		let size = 0;
		paced.on("data", (slice: Buffer) => {
			size += slice.length;
			paced.pause();
		});
		client.write(Buffer.alloc(100_000));
		await until(() => size > 0);
		let turns = 0;
		await until(() => (turns += 1) > 50, look);
		assert.equal(size, 1024);
		paced.on("data", () => paced.resume()).resume();
		await until(() => size === 100_000, look);
	});

	it("should write in order, with and without a cork", async (context) => {
		const { client, paced } = await start(context);
		let text = "";
		client.on("data", (chunk: Buffer) => (text += chunk.toString()));
		paced.write("a");
		paced.cork();
		for (const part of ["b", "", "c"]) paced.write(part);
		paced.uncork();
		paced.write(Buffer.from("d"));
		paced.cork();
		paced.write("");
		paced.uncork();
		paced.end("e");
		await once(client, "end");
		assert.equal(text, "abcde");
	});

	it("should send written data before a delayed destroy", async (context) => {
		const { client, inner, paced } = await start(context);
		let size = 0;
		client.on("data", (chunk: Buffer) => (size += chunk.length));
		paced.write(Buffer.alloc(1_000_000));
		paced.destroySoon();
		await once(client, "end");
		await until(() => inner.destroyed);
		assert.equal(size, 1_000_000);
	});

	it("should fail with its connection", async (context) => {
		const { client, paced } = await start(context);
		client.resetAndDestroy();
		const [{ code }] = (await once(paced, "error")) as [NodeJS.ErrnoException];
		assert.deepEqual([code, paced.destroyed], ["ECONNRESET", true]);
	});

	it("should discard waiting bytes when it is destroyed", async (context) => {
		const { client, inner, paced, waits } = await start(context);
		paced.on("data", () => {});
		client.write(Buffer.alloc(100_000));
		await until(() => paced.waitingSize > 0);
		paced.destroy();
		assert.equal(paced.waitingSize, 0);
		assert.ok(inner.destroyed);
		assert.equal(
			waits.reduce((sum, change) => sum + change, 0),
			0,
		);
	});

	it("should expose properties of its connection", async (context) => {
		const { inner, paced } = await start(context);
		assert.deepEqual([paced.remoteAddress, paced.connecting], ["127.0.0.1", false]);
		const timedOut = once(paced, "timeout");
		paced.setTimeout(1);
		await timedOut;
		assert.equal(inner.timeout, 1);
	});
});
