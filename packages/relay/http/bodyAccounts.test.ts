import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { startRelay, TOKEN, type RelayFixture } from "../support/startRelay.ts";

/** Sends the head of a request, and no body. */
async function begin(context: TestContext, { url }: RelayFixture, head: string): Promise<Socket> {
	const { hostname, port } = new URL(url);
	const socket = connect(Number(port), hostname);
	context.after(() => socket.destroy());
	await once(socket, "connect");
	socket.on("error", () => {}).resume();
	const lines = ["host: relay", `authorization: Bearer ${TOKEN}`, "content-type: application/json", head];
	socket.write(`POST /v1/links HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
	return socket;
}

async function until({ call }: RelayFixture, isSo: (buffered: number) => boolean): Promise<void> {
	for (;;) {
		const { body } = await call("GET", "/metrics");
		if (isSo(Number(/^relay_buffered_bytes (.*)$/m.exec(String(body))?.[1]))) return;
	}
}

describe("bodies of requests", () => {
	/** By hand: heads, and what they count as. */
	for (const [head, size] of [
		["content-length: 1000", 1000],
		["transfer-encoding: chunked", 1_048_576],
	] as const) {
		it(`should count while they come: ${head}`, async (context) => {
			const fixture = await startRelay(context);
			const socket = await begin(context, fixture, head);
			await until(fixture, (buffered) => buffered === size);
			socket.destroy();
			await until(fixture, (buffered) => buffered === 0);
		});
	}

	it("should be cut when they fill the relay's memory", async (context) => {
		const limits = { RELAY_BUFFER_TOTAL: "1048576", RELAY_MAX_RECORD: "1024" };
		const fixture = await startRelay(context, [], limits);
		const first = await begin(context, fixture, "content-length: 600000");
		const closed = once(first, "close");
		await until(fixture, (buffered) => buffered === 600_000);
		await begin(context, fixture, "content-length: 500000");
		await closed;
		await until(fixture, (buffered) => buffered === 500_000);
	});
});
