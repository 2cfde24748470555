import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { problem, startRelay } from "../support/startRelay.ts";

const NONCE = "12345678";

describe("routes for operators", () => {
	it("should report that the relay is alive and ready", async (context) => {
		const { call } = await startRelay(context);
		const without = { authorization: "" };
		assert.deepEqual((await call("GET", "/healthz", undefined, without)).body, { status: "ok" });
		const ready = await call("GET", "/readyz", undefined, without);
		assert.deepEqual([ready.status, ready.body], [200, { status: "ready" }]);
	});

	it("should show metrics to this machine, but not through a proxy", async (context) => {
		const { call } = await startRelay(context);
		const { status, body } = await call("GET", "/metrics");
		assert.equal(status, 200);
		assert.match(String(body), /^relay_links 0$/m);
		assert.deepEqual(problem(await call("GET", "/metrics", undefined, { via: "1.1 a" })), [
			401,
			"unauthorized",
			{},
		]);
	});

	it("should require the metrics token, if there is one", async (context) => {
		const { call } = await startRelay(context, [], { RELAY_METRICS_TOKEN: "token-of-metrics" });
		assert.equal((await call("GET", "/metrics")).status, 401);
		const own = { authorization: "Bearer token-of-metrics" };
		assert.equal((await call("GET", "/metrics", undefined, own)).status, 200);
		assert.equal((await call("POST", "/v1/links", { v: 1, nonce: NONCE }, own)).status, 401);
	});

	it("should answer 404 to anything else", async (context) => {
		const { call } = await startRelay(context);
		for (const [method, path] of [
			["GET", "/"],
			["GET", "/v1/links"],
			["PUT", "/v1/links"],
			["GET", "/v2/links"],
			["GET", "/v1/links/a/poll"],
			["GET", "/%"],
		] as const) {
			const [status, code] = problem(await call(method, path));
			assert.ok((status === 404 && code === "not_found") || (status === 400 && code === "bad_request"), path);
		}
	});

	it("should survive input that is not HTTP", async (context) => {
		const { call, url } = await startRelay(context);
		for (const bytes of [
			"\u0000\u0001",
			"GET / HTTP/9.9\r\n\r\n",
			"POST /v1/links HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
		]) {
			const socket = connect(Number(new URL(url).port), "127.0.0.1");
			socket.on("error", () => {}); // "close" follows
			socket.end(bytes);
			socket.resume();
			await once(socket, "close");
		}
		assert.equal((await call("GET", "/healthz")).status, 200);
	});
});
