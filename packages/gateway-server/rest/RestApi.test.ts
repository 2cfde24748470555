import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TOKEN } from "../support/mainFixtures.ts";
import { REST_HEADERS, startRest } from "../support/restFixtures.ts";
import { IDS } from "../main/fixtures/builders.ts";

const APP = IDS.bot;
const NOT_FOUND = { message: "404: Not Found", code: 0 };
const NOT_ALLOWED = { message: "405: Method Not Allowed", code: 0 };

describe("paths of the REST API", () => {
	/** By hand: method, path, and Discord's response to an authorized request. */
	const cases: ReadonlyArray<readonly [method: string, path: string, status: number, body?: object]> = [
		...["/api", "/api/v6", "/api/v7", "/api/v8", "/api/v9", "/api/v10"].map(
			(prefix) => ["GET", `${prefix}/users/@me`, 200] as const,
		),
		["GET", "/api/v10/users/%40me", 200],
		["GET", "/api/v10/users/@me?x=1", 200],
		["GET", "/api", 404, NOT_FOUND],
		["GET", "/api/", 404, NOT_FOUND],
		["GET", "/api/v10", 404, NOT_FOUND],
		["GET", "/api/v5/users/@me", 404, NOT_FOUND],
		["GET", "/api/v11/users/@me", 404, NOT_FOUND],
		["GET", "/api/v10/nowhere", 404, NOT_FOUND],
		["POST", "/api/nowhere?x", 404, NOT_FOUND],
		["GET", "/api/v10/users/%zz", 404, NOT_FOUND],
		["GET", "/api?x", 404, NOT_FOUND],
		["DELETE", "/api/v10/users/@me", 405, NOT_ALLOWED],
		["POST", "/api/v9/gateway/bot", 405, NOT_ALLOWED],
		["HEAD", "/api/v9/gateway", 405],
	];
	for (const [method, path, status, body] of cases) {
		it(`should answer ${method} ${path} with ${status}`, async (context) => {
			const { call } = await startRest(context);
			const response = await call(method, path);
			assert.equal(response.status, status);
			if (method !== "HEAD") assert.equal(response.headers.get("content-type"), "application/json");
			if (body !== undefined) assert.deepEqual(await response.json(), body);
		});
	}

	for (const path of ["/", "/apix", "/gateway", "/v10/gateway"]) {
		it(`should answer ${path} with 426`, async (context) => {
			const { call } = await startRest(context);
			assert.equal((await call("GET", path)).status, 426);
		});
	}

	it("should be overridden by the user's own routes", async (context) => {
		const { server, call } = await startRest(context);
		server.router.add("GET", "/api/v10/users/@me", (_request, response) => void response.writeHead(503).end());
		assert.equal((await call("GET", "/api/v10/users/@me")).status, 503);
		assert.equal((await call("GET", "/api/v9/users/@me")).status, 200);
		assert.equal((await call("DELETE", "/api/v10/users/@me")).status, 405);
	});
});

describe("REST API tokens", () => {
	/** By hand: the header and the expected status. */
	const cases: ReadonlyArray<readonly [header: string | undefined, status: number]> = [
		[undefined, 401],
		["", 401],
		["Bot wrong", 401],
		[TOKEN, 401],
		[`Bearer ${TOKEN}`, 401],
		[`Bot ${TOKEN}x`, 401],
		[`Bot ${TOKEN}`, 200],
	];
	for (const [index, [header, status]] of cases.entries()) {
		it(`should lead to ${status} for header ${index}`, async (context) => {
			const { server } = await startRest(context);
			const headers: Record<string, string> = header === undefined ? {} : { authorization: header };
			const response = await fetch(`${server.url.replace("ws:", "http:")}/api/v10/users/@me`, { headers });
			assert.equal(response.status, status);
			if (status === 401) assert.deepEqual(await response.json(), { message: "401: Unauthorized", code: 0 });
		});
	}

	it("should not be required for open routes", async (context) => {
		const { server } = await startRest(context);
		const response = await fetch(`${server.url.replace("ws:", "http:")}/api/v10/gateway`);
		assert.deepEqual(await response.json(), { url: server.url });
	});
});

describe("missing objects", () => {
	/** By hand, from the docs' table of JSON error codes. */
	const cases: ReadonlyArray<readonly [path: string, status: number, code: number, message: string]> = [
		["/channels/5", 404, 10_003, "Unknown Channel"],
		["/guilds/5", 404, 10_004, "Unknown Guild"],
		["/guilds/5/channels", 404, 10_004, "Unknown Guild"],
		[`/guilds/${IDS.guild}/members/5`, 404, 10_007, "Unknown Member"],
		[`/guilds/${IDS.guild}/roles/5`, 404, 10_011, "Unknown Role"],
		["/users/5", 404, 10_013, "Unknown User"],
		[`/guilds/${IDS.guild}/voice-states/5`, 404, 10_065, "Unknown Voice State"],
		[`/applications/${APP}/commands/5`, 404, 10_063, "Unknown application command"],
		["/applications/5/commands", 403, 20_012, "You are not authorized to perform this action on this application"],
		[`/applications/${APP}/guilds/5/commands`, 403, 50_001, "Missing Access"],
	];
	for (const [path, status, code, message] of cases) {
		it(`should give ${code} for ${path}`, async (context) => {
			const { call } = await startRest(context);
			const response = await call("GET", `/api/v10${path}`);
			assert.equal(response.status, status);
			assert.deepEqual(await response.json(), { message, code });
		});
	}

	it("should give an error that names the invalid id", async (context) => {
		const { call } = await startRest(context);
		const response = await call("GET", "/api/v10/channels/general");
		assert.equal(response.status, 400);
		assert.deepEqual(await response.json(), {
			message: "Invalid Form Body",
			code: 50_035,
			errors: {
				channel_id: { _errors: [{ code: "NUMBER_TYPE_COERCE", message: 'Value "general" is not snowflake.' }] },
			},
		});
	});
});

describe("REST API rate limits", () => {
	it("should be reported in headers until the window ends", async (context) => {
		const { call, clock } = await startRest(context, { restLimit: { requests: 2, window: 5000 } });
		const ask = async () => {
			const response = await call("GET", "/api/v10/users/@me");
			const read = (name: string) => response.headers.get(`x-ratelimit-${name}`);
			return [response.status, read("limit"), read("remaining"), read("reset-after")];
		};
		assert.deepEqual(await ask(), [200, "2", "1", "5.000"]);
		clock.advance(1000);
		assert.deepEqual(await ask(), [200, "2", "0", "4.000"]);
		const refused = await call("GET", "/api/v10/users/@me");
		assert.equal(refused.status, 429);
		assert.deepEqual([refused.headers.get("retry-after"), refused.headers.get("x-ratelimit-scope")], ["4", "user"]);
		assert.deepEqual(await refused.json(), {
			message: "You are being rate limited.",
			retry_after: 4,
			global: false,
		});
		assert.equal((await call("GET", "/api/v10/gateway")).status, 200);
		clock.advance(4000);
		assert.equal((await ask())[0], 200);
	});

	it("should use one bucket per route across versions", async (context) => {
		const { call } = await startRest(context);
		const bucket = async (path: string) => (await call("GET", path)).headers.get("x-ratelimit-bucket");
		const own = await bucket("/api/v10/users/@me");
		assert.match(own ?? "", /^[0-9a-f]{32}$/);
		assert.equal(await bucket("/api/v9/users/@me"), own);
		assert.notEqual(await bucket("/api/v10/gateway"), own);
	});
});

describe("REST API bodies", () => {
	const path = `/api/v10/applications/${APP}/commands`;

	it("should be rejected above 1 MiB", async (context) => {
		const { call } = await startRest(context);
		const response = await call("PUT", path, ["x".repeat(2 ** 20)]);
		assert.equal(response.status, 413);
		assert.deepEqual(await response.json(), { message: "Request entity too large", code: 40_005 });
	});

	it("should be rejected if invalid or nested too deeply", async (context) => {
		const { server, call } = await startRest(context);
		const send = (body: string) =>
			fetch(`${server.url.replace("ws:", "http:")}${path}`, { method: "PUT", headers: REST_HEADERS, body });
		const response = await send("{oops");
		assert.equal(response.status, 400);
		assert.deepEqual(await response.json(), { message: "The request body contains invalid JSON.", code: 50_109 });
		assert.equal((await send("[".repeat(40) + "]".repeat(40))).status, 400);
		assert.deepEqual(await (await call("GET", path)).json(), []);
	});
});
