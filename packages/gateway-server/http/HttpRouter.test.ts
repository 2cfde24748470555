import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { startServer } from "../support/fixtures.ts";
import { respondJson } from "./HttpRouter.ts";

async function start(context: TestContext) {
	const { server, logs } = await startServer(context);
	return { router: server.router, logs, url: server.url.replace("ws:", "http:") };
}

describe("HttpRouter", () => {
	it("should answer an added path with any query", async (context) => {
		const { router, url } = await start(context);
		router.add("GET", "/health", (_request, response) => respondJson(response, 200, { ok: true }));
		const response = await fetch(`${url}/health?verbose=1`);
		assert.deepEqual([response.status, await response.json()], [200, { ok: true }]);
		assert.equal(response.headers.get("content-type"), "application/json");
	});

	it("should list the allowed methods of a path", async (context) => {
		const { router, url } = await start(context);
		router.add("PUT", "/thing", (_request, response) => respondJson(response, 200, {}));
		router.add("GET", "/thing", (_request, response) => respondJson(response, 200, {}));
		const response = await fetch(`${url}/thing`, { method: "DELETE" });
		assert.deepEqual([response.status, response.headers.get("allow")], [405, "PUT, GET"]);
	});

	it("should leave other paths to the gateway", async (context) => {
		const { url } = await start(context);
		assert.equal((await fetch(`${url}/nowhere`)).status, 426);
	});

	it("should answer 500 for a route that throws and continue", async (context) => {
		const { router, url, logs } = await start(context);
		router.add("GET", "/broken", () => {
			throw new Error("broken");
		});
		router.add("GET", "/rejects", () => Promise.reject(new Error("broken too")));
		assert.equal((await fetch(`${url}/broken`)).status, 500);
		assert.equal((await fetch(`${url}/rejects`)).status, 500);
		assert.deepEqual(logs, ["route GET failed: Error: broken", "route GET failed: Error: broken too"]);
	});
});
