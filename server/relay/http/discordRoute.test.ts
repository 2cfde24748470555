import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { FakeClock } from "../../support/FakeClock.ts";
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

	it("should pass Discord's answer on, asked with the secret", async (context) => {
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
			const { call, logs } = await start(context, await startApi(context, answer));
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

	it("should refuse secrets that are not known, or not for this host", async (context) => {
		const { call } = await start(context, "127.0.0.1:1", { RELAY_SECRET_OTHER: "other.secret" });
		const get = (query: string): Promise<Reply> => call("GET", `/v1/discord/gateway/bot${query}`);
		assert.deepEqual(problem(await get("?secret=nope")), [400, "secret_unknown", { secret: "nope" }]);
		const notAllowed = { secret: "other", host: "127.0.0.1" };
		assert.deepEqual(problem(await get("?secret=other")), [403, "secret_not_allowed", notAllowed]);
		assert.deepEqual(problem(await get("?secret=A")), [400, "bad_request", {}]);
		assert.deepEqual(problem(await get("?secret=a&secret=b")), [400, "bad_request", {}]);
	});

	it("should refuse an API at a private address", async (context) => {
		const resolve = (
			_host: string,
			_options: object,
			callback: (error: null, addresses: Array<never>) => void,
		): void => callback(null, [{ address: "10.0.0.1", family: 4 } as never]);
		const environment = { RELAY_SECRET_BOT: "bot.secret" };
		const { call } = await startRelay(context, [], environment, { resolve });
		assert.deepEqual(problem(await call("GET", "/v1/discord/gateway/bot")), [502, "discord_unreachable", {}]);
	});

	it("should pass nothing else of Discord's REST", async (context) => {
		const { call } = await start(context, "127.0.0.1:1");
		for (const path of ["gateway", "users/@me", "gateway/bot/..", "gateway/bot/x", "gateway%2fbot"]) {
			assert.deepEqual(problem(await call("GET", `/v1/discord/${path}`)), [404, "not_found", {}]);
		}
		assert.deepEqual(problem(await call("POST", "/v1/discord/gateway/bot", {})), [404, "not_found", {}]);
	});
});
