import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { MeteredPort } from "./MeteredPort.ts";

async function start(context: TestContext) {
	const target = createServer((request, response) => {
		request.resume().on("end", () => response.end(`answer to ${request.url}`));
	});
	target.listen(0, "127.0.0.1");
	await once(target, "listening");
	const port = await MeteredPort.open(`http://127.0.0.1:${(target.address() as AddressInfo).port}`);
	context.after(() => {
		port.close();
		target.close();
		target.closeAllConnections();
	});
	return { port, target };
}

describe("MeteredPort", () => {
	it("should pass requests on and count them", async (context) => {
		const { port } = await start(context);
		for (const path of ["/a", "/b"]) {
			const response = await fetch(`${port.url}${path}`, { method: "POST", body: "x".repeat(1000) });
			assert.equal(await response.text(), `answer to ${path}`);
		}
		assert.equal(port.meter.requests, 2);
		assert.ok(port.meter.bytes > 2000, `${port.meter.bytes} bytes`);
	});

	it("should fail requests while its target is away", async (context) => {
		const { port, target } = await start(context);
		target.close();
		target.closeAllConnections();
		await assert.rejects(fetch(port.url));
	});
});
