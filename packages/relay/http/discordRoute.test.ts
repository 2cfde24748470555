import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import type { NameAnswer } from "../security/lookUp.ts";
import { problem, startRelay, type RelayFixture, type Reply } from "../support/startRelay.ts";

describe("GET /v1/discord/gateway/bot", () => {
	/** A REST API that answers this. */
	async function startApi(context: TestContext, listener: RequestListener): Promise<string> {
		const server = createServer(listener);
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		context.after(() => {
			server.closeAllConnections();
			server.close();
		});
		return `127.0.0.1:${(server.address() as AddressInfo).port}`;
	}

	const start = (
		context: TestContext,
		endpoint: string,
		environment = {},
		clock?: FakeClock,
	): Promise<RelayFixture> =>
		startRelay(
			context,
			[endpoint],
			{
				RELAY_DISCORD_API: `http://${endpoint}/api/v10/`,
				RELAY_SECRET_BOT: "bot.secret",
				RELAY_CLIENT_SECRETS: "mine",
				RELAY_SECRET_HOSTS: `bot=${endpoint};mine=${endpoint}`,
				...environment,
			},
			clock === undefined ? {} : { clock },
		);

	it("should ask with the secret and pass Discord's answer on", async (context) => {
		const asked: Array<unknown> = [];
		const endpoint = await startApi(context, (request, response) => {
			asked.push([request.method, request.url, request.headers.authorization]);
			response.end('{"url":"wss://gateway.discord.gg","shards":1}');
		});
		const { call } = await start(context, endpoint);
		const usual = await call("GET", "/v1/discord/gateway/bot");
		assert.deepEqual([usual.status, usual.body], [200, { url: "wss://gateway.discord.gg", shards: 1 }]);
		await call("GET", "/v1/discord/gateway/bot?secret=mine", undefined, { "relay-secret-mine": "own.secret" });
		assert.deepEqual(asked, [
			["GET", "/api/v10/gateway/bot", "Bot bot.secret"],
			["GET", "/api/v10/gateway/bot", "Bot own.secret"],
		]);
	});

	/** By hand: what Discord answers, and what the relay makes of it. */
	const ANSWERS: ReadonlyArray<
		readonly [why: string, answer: RequestListener, status: number, code: string, fields: object]
	> = [
		["a wrong secret", (_, response) => response.writeHead(401).end("{}"), 502, "discord_status", { status: 401 }],
		[
			"a redirect",
			(_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
			502,
			"discord_status",
			{ status: 302 },
		],
		[
			"a rate limit",
			(_, response) => response.writeHead(429, { "retry-after": "2.5" }).end(),
			429,
			"discord_rate_limited",
			{ retry_after: 2.5 },
		],
		[
			"a rate limit that says more in its body",
			(_, response) => response.writeHead(429, { "retry-after": "2" }).end('{"retry_after":2.125,"global":true}'),
			429,
			"discord_rate_limited",
			{ retry_after: 2.125 },
		],
		[
			"a rate limit that says nothing",
			(_, response) => response.writeHead(429, { "retry-after": "soon" }).end(),
			429,
			"discord_rate_limited",
			{ retry_after: 5 },
		],
		["no JSON", (_, response) => response.end("<html>"), 502, "discord_unreachable", {}],
		["too much", (_, response) => response.end("x".repeat(70_000)), 502, "discord_unreachable", {}],
		["nothing", (request) => request.socket.destroy(), 502, "discord_unreachable", {}],
	];
	for (const [why, answer, status, code, fields] of ANSWERS) {
		it(`should answer ${status} ${code} to ${why}`, async (context) => {
			const endpoint = await startApi(context, answer);
			const { call, logs } = await start(context, endpoint, {}, new FakeClock());
			assert.deepEqual(problem(await call("GET", "/v1/discord/gateway/bot")), [status, code, fields]);
			assert.ok(!logs.join().includes("bot.secret"));
		});
	}

	it("should answer 504 after 10 s", async (context) => {
		const clock = new FakeClock();
		const asked: { resolve?: () => void } = {};
		const arrived = new Promise<void>((resolve) => (asked.resolve = resolve));
		const { call } = await start(context, await startApi(context, () => asked.resolve?.()), {}, clock);
		const reply = call("GET", "/v1/discord/gateway/bot");
		await arrived;
		clock.advance(10_000);
		assert.deepEqual(problem(await reply), [504, "discord_timeout", {}]);
	});

	it("should ask Discord once for 100 servers that start together", async (context) => {
		let asked = 0;
		const endpoint = await startApi(context, (_, response) => {
			asked += 1;
			const limit = { total: 1000, remaining: 999, reset_after: 1000, max_concurrency: 1 };
			response.end(JSON.stringify({ url: "wss://a", session_start_limit: limit }));
		});
		const { call } = await start(context, endpoint, {}, new FakeClock());
		const replies = await Promise.all(Array.from({ length: 100 }, () => call("GET", "/v1/discord/gateway/bot")));
		const limits = replies.map(
			({ body }) => (body as { session_start_limit: { remaining: number } }).session_start_limit,
		);
		assert.equal(asked, 1);
		assert.deepEqual(
			limits.map(({ remaining }) => remaining).sort((a, b) => b - a),
			Array.from({ length: 100 }, (_, index) => 999 - index),
		);
	});

	it("should report the rest of Discord's rate limit itself", async (context) => {
		const clock = new FakeClock();
		let asked = 0;
		const endpoint = await startApi(context, (_, response) => {
			asked += 1;
			response.writeHead(429).end('{"retry_after":20,"global":false}');
		});
		const { call } = await start(context, endpoint, {}, clock);
		const get = (): Promise<Reply> => call("GET", "/v1/discord/gateway/bot");
		assert.deepEqual(problem(await get()), [429, "discord_rate_limited", { retry_after: 20 }]);
		clock.advance(12_500);
		const reply = await get();
		assert.deepEqual(problem(reply), [429, "discord_rate_limited", { retry_after: 7.5 }]);
		assert.deepEqual([reply.headers.get("retry-after"), asked], ["8", 1]);
		clock.advance(7500);
		await get();
		assert.equal(asked, 2);
	});

	it("should limit a token's requests to Discord", async (context) => {
		let asked = 0;
		const endpoint = await startApi(context, (_, response) => {
			asked += 1;
			response.writeHead(401).end("{}");
		});
		const { call } = await start(context, endpoint, {}, new FakeClock());
		const replies: Array<Reply> = [];
		for (let index = 0; index < 40; index++) {
			const headers = { "relay-secret-mine": `wrong.secret.${index}` };
			replies.push(await call("GET", "/v1/discord/gateway/bot?secret=mine", undefined, headers));
		}
		assert.equal(asked, 30);
		assert.deepEqual(problem(replies.at(-1)!), [429, "rate_limited", { retry_after: 1, limit: 60 }]);
	});

	it("should refuse unknown secrets and those for other hosts", async (context) => {
		const { call } = await start(context, "127.0.0.1:1", { RELAY_SECRET_OTHER: "other.secret" });
		const get = (query: string): Promise<Reply> => call("GET", `/v1/discord/gateway/bot${query}`);
		assert.deepEqual(problem(await get("?secret=nope")), [400, "secret_unknown", { secret: "nope" }]);
		const notAllowed = { secret: "other", host: "127.0.0.1" };
		assert.deepEqual(problem(await get("?secret=other")), [403, "secret_not_allowed", notAllowed]);
		assert.deepEqual(problem(await get("?secret=A")), [400, "bad_request", {}]);
		assert.deepEqual(problem(await get("?secret=a&secret=b")), [400, "bad_request", {}]);
	});

	it("should refuse an API at a private address", async (context) => {
		const lookUp = async (): Promise<NameAnswer> => ({
			addresses: [{ address: "10.0.0.1", family: 4 }],
			ttlMs: 0,
		});
		const environment = { RELAY_SECRET_BOT: "bot.secret" };
		const { call } = await startRelay(context, [], environment, { lookUp });
		assert.deepEqual(problem(await call("GET", "/v1/discord/gateway/bot")), [502, "discord_unreachable", {}]);
	});

	it("should pass on no other route of Discord's REST", async (context) => {
		const { call } = await start(context, "127.0.0.1:1");
		for (const path of ["gateway", "users/@me", "gateway/bot/..", "gateway/bot/x", "gateway%2fbot"]) {
			assert.deepEqual(problem(await call("GET", `/v1/discord/${path}`)), [404, "not_found", {}]);
		}
		assert.deepEqual(problem(await call("POST", "/v1/discord/gateway/bot", {})), [404, "not_found", {}]);
	});
});
