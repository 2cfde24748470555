import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { FakeHub } from "../support/FakeHub.ts";
import { REPORT } from "../support/hubReport.ts";
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

	it("should show rooms like metrics, as a page and as JSON", async (context) => {
		const hub = new FakeHub(["main"], REPORT);
		const { call } = await startRelay(context, [], {}, { hub });
		const page = await call("GET", "/rooms");
		assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'/);
		assert.match(String(page.body), /<h1>Rooms of relay a<\/h1>/);
		const { body } = await call("GET", "/rooms.json");
		assert.deepEqual((body as { bots: unknown }).bots, JSON.parse(JSON.stringify(REPORT.bots)));
		for (const path of ["/rooms", "/rooms.json"]) {
			assert.equal((await call("GET", path, undefined, { via: "1.1 a" })).status, 401);
		}
	});

	it("should require the metrics token for rooms, which a browser gives as a password", async (context) => {
		const { call } = await startRelay(context, [], { RELAY_METRICS_TOKEN: "token-of-metrics" });
		const asked = await call("GET", "/rooms");
		assert.deepEqual([asked.status, asked.headers.get("www-authenticate")], [401, 'Basic realm="relay"']);
		const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
		assert.equal((await call("GET", "/rooms", undefined, basic("me:wrong-token-of-me"))).status, 401);
		const shown = await call("GET", "/rooms", undefined, basic("me:token-of-metrics"));
		assert.deepEqual([shown.status, shown.headers.get("www-authenticate")], [200, null]);
		assert.equal((await call("GET", "/rooms.json", undefined, basic("me:token-of-metrics"))).status, 401);
		const bearer = { authorization: "Bearer token-of-metrics" };
		assert.equal((await call("GET", "/rooms", undefined, bearer)).status, 200);
		assert.equal((await call("GET", "/rooms.json", undefined, bearer)).status, 200);
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
