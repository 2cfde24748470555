import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { createLink, OTHER_TOKEN, problem, startFar, startRelay, type Reply } from "../support/startRelay.ts";

const NONCE = "12345678";

describe("POST /v1/links", () => {
	it("should answer 201 with the limits of the link", async (context) => {
		const { call } = await startRelay(context, [], { RELAY_NODE: "node1" });
		const { status, body, headers } = await call("POST", "/v1/links", { v: 1, nonce: NONCE });
		const { link, ...rest } = body as { link: string };
		assert.match(link, /^node1_[A-Za-z0-9_-]{32}$/);
		assert.equal(status, 201);
		assert.equal(headers.get("cache-control"), "no-store");
		assert.deepEqual(rest, {
			ack: 0,
			hold_ms: 20_000,
			idle_ms: 90_000,
			max_body: 1_048_576,
			max_record: 16_777_216,
			max_sockets: 16,
			buffer: { records: 4096, bytes: 4_194_304 },
			pace: { per_min: 60, burst: 10 },
			features: ["binary", "gzip", "keepalive", "ping", "secrets", "dave", "media"],
		});
	});

	it("should let a client lower limits, never raise them", async (context) => {
		const { call } = await startRelay(context);
		for (const [wanted, given] of [
			[{ hold_ms: 5000, pace: { per_min: 30, burst: 2 } }, [5000, 30, 2]],
			[{ hold_ms: 60_000, pace: { per_min: 600, burst: 99 } }, [20_000, 60, 10]],
		] as const) {
			const { body } = await call("POST", "/v1/links", { v: 1, nonce: crypto.randomUUID(), ...wanted });
			const { hold_ms, pace } = body as { hold_ms: number; pace: { per_min: number; burst: number } };
			assert.deepEqual([hold_ms, pace.per_min, pace.burst], given);
		}
	});

	it("should return the same link for a nonce within 60 s", async (context) => {
		const clock = new FakeClock();
		const { call } = await startRelay(context, [], {}, { clock });
		const make = async (headers = {}): Promise<readonly [number, string]> => {
			const up = [[1, 1, "t", "to no socket"]];
			const { status, body } = await call("POST", "/v1/links", { v: 1, nonce: NONCE, up }, headers);
			assert.equal((body as { ack: number }).ack, 1);
			return [status, (body as { link: string }).link];
		};
		const [made, first] = await make();
		const [known, second] = await make();
		assert.deepEqual([made, known, second], [201, 200, first]);
		const [others, third] = await make({ authorization: `Bearer ${OTHER_TOKEN}` });
		assert.equal(others, 201);
		assert.notEqual(third, first);
		clock.advance(60_000);
		const [later, fourth] = await make();
		assert.equal(later, 201);
		assert.notEqual(fourth, first);
	});

	it("should answer 409 if records do not begin at 1", async (context) => {
		const fixture = await startRelay(context);
		const reply = await fixture.call("POST", "/v1/links", { v: 1, nonce: NONCE, up: [[2, 1, "t", ""]] });
		assert.deepEqual(problem(reply), [409, "up_gap", { expected: 1 }]);
		assert.ok(!fixture.logs.some((line) => line.includes("link made")));
	});
});

/** By hand: reasons to refuse a poll, with path and body for an existing link. */
const REFUSED: ReadonlyArray<
	readonly [why: string, body: unknown, headers: Record<string, string>, status: number, code: string, fields: object]
> = [
	["no JSON", "{", {}, 400, "bad_request", {}],
	["no body", "", { "content-type": "application/json" }, 400, "bad_request", {}],
	["a record that is wrong", { ack: 0, up: [[1, 1, "t", 7]] }, {}, 400, "bad_request", { index: 0 }],
	["an acknowledgement of nothing", { ack: 1 }, {}, 400, "bad_ack", {}],
	[
		"another version",
		Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
		{ "content-type": "application/vnd.relay-link.v1" },
		400,
		"bad_version",
		{},
	],
	["no gzip", "{}", { "content-encoding": "gzip" }, 400, "bad_request", {}],
	["a gap", { ack: 0, up: [[7, 1, "t", ""]] }, {}, 409, "up_gap", { expected: 1 }],
	["a wrong token", { ack: 0 }, { authorization: "Bearer wrong-token-of-all" }, 401, "unauthorized", {}],
	["no token", { ack: 0 }, { authorization: "" }, 401, "unauthorized", {}],
	["a token that did not make it", { ack: 0 }, { authorization: `Bearer ${OTHER_TOKEN}` }, 404, "link_unknown", {}],
	["too much", { ack: 0, pad: "x".repeat(5000) }, {}, 413, "too_large", { limit: 4096 }],
	[
		"too much, packed",
		gzipSync(JSON.stringify({ ack: 0, pad: "x".repeat(100_000) })),
		{ "content-encoding": "gzip" },
		413,
		"too_large",
		{ limit: 4096 },
	],
	["another form", "ack=0", { "content-type": "text/plain" }, 415, "unsupported_media_type", {}],
	["another packing", "{}", { "content-encoding": "br" }, 415, "unsupported_media_type", {}],
];

describe("POST /v1/links/{link}/poll and send", () => {
	for (const [why, body, headers, status, code, fields] of REFUSED) {
		it(`should refuse ${why} with ${status} ${code}`, async (context) => {
			const fixture = await startRelay(context, [], { RELAY_MAX_BODY: "4096" });
			const link = await createLink(fixture);
			for (const verb of ["poll", "send"]) {
				const reply = await fixture.call("POST", `/v1/links/${link}/${verb}`, body, headers);
				assert.deepEqual(problem(reply), [status, code, fields]);
				assert.equal(reply.headers.get("cache-control"), "no-store");
			}
		});
	}

	it("should refuse unknown and ended links, with the reason", async (context) => {
		const clock = new FakeClock();
		const fixture = await startRelay(context, [], {}, { clock });
		const poll = (link: string): Promise<Reply> => fixture.call("POST", `/v1/links/${link}/poll`, { ack: 0 });
		assert.deepEqual(problem(await poll("a_nothing")), [404, "link_unknown", {}]);
		const idle = await createLink(fixture);
		clock.advance(90_000);
		assert.deepEqual(problem(await poll(idle)), [404, "link_unknown", { gone: "idle" }]);
		const deleted = await createLink(fixture);
		await fixture.call("DELETE", `/v1/links/${deleted}`);
		assert.deepEqual(problem(await poll(deleted)), [404, "link_unknown", { gone: "deleted" }]);
		clock.advance(60_000);
		assert.deepEqual(problem(await poll(deleted)), [404, "link_unknown", {}]);
	});

	it("should accept packed bodies, and pack answers above 1 kB", async (context) => {
		const far = await startFar(context);
		const fixture = await startRelay(context, [far.endpoint]);
		const link = await createLink(fixture);
		const socket = far.nextSocket();
		const packed = gzipSync(JSON.stringify({ ack: 0, up: [[1, 1, "o", { url: far.url }]] }));
		const path = `/v1/links/${link}/poll`;
		const opened = fixture.call("POST", path, packed, { "content-encoding": "gzip" });
		(await socket).send("x".repeat(2000));
		assert.equal((await opened).headers.get("content-encoding"), null);
		const plain = await fixture.call("POST", path, { ack: 1 }, { "accept-encoding": "identity" });
		assert.deepEqual([plain.headers.get("content-encoding"), plain.status], [null, 200]);
		const small = await fixture.call("POST", path, { ack: 1 }, { "accept-encoding": "deflate, gzip" });
		assert.equal(small.headers.get("content-encoding"), "gzip");
		assert.deepEqual(small.body, plain.body);
	});

	it("should send answers unpacked above the token's packing limit", async (context) => {
		const far = await startFar(context);
		const limits = { RELAY_PACK_PER_SECOND: "1024" };
		const fixture = await startRelay(context, [far.endpoint], limits, { clock: new FakeClock() });
		const socket = far.nextSocket();
		const link = await createLink(fixture, { up: [[1, 1, "o", { url: far.url }]] });
		(await socket).send("x".repeat(3000));
		const packings = [];
		while (packings.length < 3) {
			const { body, headers } = await fixture.call("POST", `/v1/links/${link}/poll`, { ack: 0, wait_ms: 0 });
			if ((body as { down: Array<unknown> }).down.length > 1) packings.push(headers.get("content-encoding"));
		}
		assert.deepEqual(packings, ["gzip", null, null]);
	});

	it("should check the link's limit before reading the body", async (context) => {
		const fixture = await startRelay(context, [], { RELAY_REQUESTS_PER_MIN: "2" }, { clock: new FakeClock() });
		const link = await createLink(fixture);
		const send = (id: string): Promise<Reply> =>
			fixture.call("POST", `/v1/links/${id}/send`, Buffer.from("no gzip"), { "content-encoding": "gzip" });
		assert.equal((await send(link)).status, 400);
		assert.equal((await send(link)).status, 429);
		assert.equal((await send("a_unknown")).status, 404);
	});

	it("should limit requests of a link, and name the time to wait", async (context) => {
		const clock = new FakeClock();
		const fixture = await startRelay(context, [], { RELAY_REQUESTS_PER_MIN: "4" }, { clock });
		const link = await createLink(fixture);
		const send = (): Promise<Reply> => fixture.call("POST", `/v1/links/${link}/send`, { ack: 0 });
		assert.deepEqual([(await send()).status, (await send()).status], [200, 200]);
		const refused = await send();
		assert.deepEqual(problem(refused), [429, "rate_limited", { retry_after: 15, limit: 4 }]);
		assert.equal(refused.headers.get("retry-after"), "15");
		clock.advance(15_000);
		assert.equal((await send()).status, 200);
	});

	it("should limit records of a body", async (context) => {
		const fixture = await startRelay(context, [], { RELAY_BODY_RECORDS: "2" });
		const link = await createLink(fixture);
		const records = (count: number) => Array.from({ length: count }, (_, index) => [index + 1, 1, "t", ""]);
		for (const [path, body] of [
			[`/v1/links/${link}/send`, { ack: 0, up: records(3) }],
			["/v1/links", { v: 1, nonce: "another-one", up: records(3) }],
		] as const) {
			assert.deepEqual(problem(await fixture.call("POST", path, body)), [413, "too_large", { limit: 2 }]);
		}
		assert.equal((await fixture.call("POST", `/v1/links/${link}/send`, { ack: 0, up: records(2) })).status, 200);
	});

	it("should limit all requests of a token", async (context) => {
		const limits = { RELAY_TOKEN_REQUESTS_PER_MIN: "12" };
		for (const [method, path, body] of [
			["POST", "/v1/links", { v: 1, nonce: NONCE }],
			["DELETE", "/v1/links/a_nothing", undefined],
			["POST", "/v1/links/a_nothing/poll", { ack: 0 }],
			["GET", "/v1/discord/gateway/bot?secret=none", undefined],
		] as const) {
			const { call } = await startRelay(context, [], limits, { clock: new FakeClock() });
			for (let count = 0; count < 6; count += 1) assert.notEqual((await call(method, path, body)).status, 429);
			const fields = { retry_after: 5, limit: 12 };
			assert.deepEqual(problem(await call(method, path, body)), [429, "rate_limited", fields]);
			const other = { authorization: `Bearer ${OTHER_TOKEN}` };
			assert.notEqual((await call(method, path, body, other)).status, 429);
		}
	});

	it("should count a known nonce as a request of its link", async (context) => {
		const limits = { RELAY_REQUESTS_PER_MIN: "4" };
		const { call } = await startRelay(context, [], limits, { clock: new FakeClock() });
		const make = (): Promise<Reply> => call("POST", "/v1/links", { v: 1, nonce: NONCE });
		assert.deepEqual([(await make()).status, (await make()).status, (await make()).status], [201, 200, 200]);
		assert.deepEqual(problem(await make()), [429, "rate_limited", { retry_after: 15, limit: 4 }]);
	});

	it("should limit bytes of a token, over all its links", async (context) => {
		const clock = new FakeClock();
		const fixture = await startRelay(context, [], { RELAY_BYTES_PER_SECOND: "8192" }, { clock });
		const links = [await createLink(fixture), await createLink(fixture)];
		const send = (link = ""): Promise<Reply> =>
			fixture.call("POST", `/v1/links/${link}/send`, { ack: 0, pad: "x".repeat(20_000) });
		assert.equal((await send(links[0])).status, 200);
		assert.deepEqual(problem(await send(links[1])).slice(0, 2), [429, "rate_limited"]);
		const otherLink = await createLink(fixture, {}, { authorization: `Bearer ${OTHER_TOKEN}` });
		assert.equal(typeof otherLink, "string");
	});
});

describe("DELETE /v1/links/{link}", () => {
	it("should answer 204 each time, and close with its code", async (context) => {
		const far = await startFar(context);
		const fixture = await startRelay(context, [far.endpoint]);
		for (const [query, code, reason] of [
			["", 4000, ""],
			["?code=1000&reason=bye", 1000, "bye"],
		] as const) {
			const socket = far.nextSocket();
			const link = await createLink(fixture, { up: [[1, 1, "o", { url: far.url }]] });
			const closed = once(await socket, "close");
			// only an open socket has a close frame to send
			await fixture.call("POST", `/v1/links/${link}/poll`, { ack: 0 });
			assert.equal((await fixture.call("DELETE", `/v1/links/${link}${query}`)).status, 204);
			const [gotCode, gotReason] = (await closed) as [number, Buffer];
			assert.deepEqual([gotCode, gotReason.toString()], [code, reason]);
			assert.equal((await fixture.call("DELETE", `/v1/links/${link}${query}`)).status, 204);
		}
	});

	it("should refuse invalid codes and other tokens' links", async (context) => {
		const fixture = await startRelay(context);
		const link = await createLink(fixture);
		for (const query of ["?code=1005", "?code=x", "?code=", `?reason=${"x".repeat(124)}`]) {
			assert.deepEqual(problem(await fixture.call("DELETE", `/v1/links/${link}${query}`)), [
				400,
				"bad_request",
				{},
			]);
		}
		const others = { authorization: `Bearer ${OTHER_TOKEN}` };
		const reply = await fixture.call("DELETE", `/v1/links/${link}`, undefined, others);
		assert.deepEqual(problem(reply), [404, "link_unknown", {}]);
	});
});
