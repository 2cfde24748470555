import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { createLink, OTHER_TOKEN, problem, startFar, startRelay, type Reply } from "../support/startRelay.ts";

describe("limits of links", () => {
	it("should limit links per token and in total", async (context) => {
		const limits = { RELAY_LINKS_PER_TOKEN: "2", RELAY_MAX_LINKS: "3" };
		const { call } = await startRelay(context, [], limits, { clock: new FakeClock() });
		const make = (headers = {}): Promise<Reply> =>
			call("POST", "/v1/links", { v: 1, nonce: crypto.randomUUID() }, headers);
		const other = { authorization: `Bearer ${OTHER_TOKEN}` };
		const { body } = await make();
		assert.equal((await make()).status, 201);
		assert.deepEqual(problem(await make()), [429, "rate_limited", { retry_after: 5, limit: 2 }]);
		assert.equal((await make(other)).status, 201);
		assert.deepEqual(problem(await make(other)), [503, "overloaded", { retry_after: 5 }]);
		await call("DELETE", `/v1/links/${(body as { link: string }).link}`);
		assert.equal((await make()).status, 201);
	});

	it("should limit new links a minute", async (context) => {
		const { call } = await startRelay(
			context,
			[],
			{ RELAY_LINKS_PER_MIN: "2", RELAY_LINKS_BURST: "1" },
			{ clock: new FakeClock() },
		);
		const make = (): Promise<Reply> => call("POST", "/v1/links", { v: 1, nonce: crypto.randomUUID() });
		assert.equal((await make()).status, 201);
		assert.deepEqual(problem(await make()), [429, "rate_limited", { retry_after: 30, limit: 2 }]);
	});

	it("should limit sockets that a token opens in a minute", async (context) => {
		const far = await startFar(context);
		const clock = new FakeClock();
		const fixture = await startRelay(
			context,
			[far.endpoint],
			{ RELAY_OPENS_PER_MIN: "2", RELAY_OPENS_BURST: "1" },
			{ clock },
		);
		const link = await createLink(fixture);
		const up = [
			[1, 1, "o", { url: far.url }],
			[2, 2, "o", { url: far.url }],
		];
		await fixture.call("POST", `/v1/links/${link}/send`, { ack: 0, up });
		const { body } = await fixture.call("POST", `/v1/links/${link}/poll`, { ack: 0, wait_ms: 0 });
		const { down } = body as { down: Array<[number, number, string, { code: string; retry_after: number }]> };
		const fault = down.find(([, , type]) => type === "e");
		assert.deepEqual([fault?.[1], fault?.[3].code, fault?.[3].retry_after], [2, "rate_limited", 30]);
	});

	it("should accept only listed places", async (context) => {
		const { call } = await startRelay(context, [], { RELAY_PLACES: "123,456" });
		const make = (headers: Record<string, string>): Promise<Reply> =>
			call("POST", "/v1/links", { v: 1, nonce: crypto.randomUUID() }, headers);
		assert.equal((await make({ "roblox-id": "456" })).status, 201);
		for (const headers of [{}, { "roblox-id": "789" }, { "roblox-id": "123,456" }] as const) {
			assert.deepEqual(problem(await make(headers)), [403, "place_not_allowed", {}]);
		}
	});

	it("should refuse secrets that could not be filled in", async (context) => {
		const { call } = await startRelay(context);
		const make = (headers: Record<string, string>): Promise<Reply> =>
			call("POST", "/v1/links", { v: 1, nonce: crypto.randomUUID() }, headers);
		for (const headers of [
			{ "relay-secret-bot": 'hush"hush' },
			{ "relay-secret-bot": "x".repeat(1025) },
			{ "relay-secret-": "hush" },
			Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`relay-secret-${index}`, "hush"])),
		]) {
			const reply = await make(headers);
			assert.deepEqual(problem(reply), [400, "bad_secret", {}]);
			assert.ok(!JSON.stringify(reply.body).includes("hush"));
		}
		assert.equal((await make({ "relay-secret-bot": "x".repeat(1024) })).status, 201);
	});
});

describe("a refused request", () => {
	const bodies: ReadonlyArray<readonly [size: number, connection: string]> = [
		[65_536, "keep-alive"],
		[65_537, "close"],
	];
	for (const [size, connection] of bodies) {
		it(`should ${connection} the connection before a body of ${size} bytes came`, async (context) => {
			const { url } = await startRelay(context);
			const request = httpRequest(`${url}/v1/links`, { method: "POST", headers: { "content-length": size } });
			context.after(() => request.destroy());
			request.on("error", () => {}); // its body never comes
			request.flushHeaders();
			const [{ statusCode, headers }] = (await once(request, "response")) as [IncomingMessage];
			assert.deepEqual([statusCode, headers.connection], [401, connection]);
		});
	}
});
