import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clientLines } from "./clientLines.ts";

describe("clientLines", () => {
	/** By hand. The tests of published clients run these lines. */
	const lines = {
		"discord.js": 'new Client({ intents, rest: { api: "https://127.0.0.1:8080/api" } })',
		"oceanic.js":
			'new Client({ auth: "Bot a.b.c", gateway: { intents }, rest: { baseURL: "https://127.0.0.1:8080/api/v10" } })',
		eris: 'new Client("Bot a.b.c", { intents, rest: { domain: "127.0.0.1:8080", agent: new https.Agent({ host: "127.0.0.1", port: 8080 }) } })',
		"discord.py":
			'discord.http.Route.BASE = "https://127.0.0.1:8080/api/v10"; discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("wss://127.0.0.1:8080")',
		hikari: 'hikari.GatewayBot("a.b.c", intents=intents, rest_url="https://127.0.0.1:8080/api/v10")',
	};
	const printed = clientLines({ url: "wss://127.0.0.1:8080", token: "a.b.c" });
	for (const [library, line] of Object.entries(lines)) {
		it(`should point ${library} at the server`, () => {
			assert.equal(printed.find((row) => row.library === library)?.line, line);
		});
	}

	it("should list each library once, and which need TLS", () => {
		assert.deepEqual(
			printed.map(({ library, needsTls }) => [library, needsTls]),
			Object.keys(lines).map((library) => [library, library === "eris"]),
		);
	});

	it("should write plain URLs for a plain server", () => {
		const [first] = clientLines({ url: "ws://localhost:1", token: "t" });
		assert.equal(first?.line, 'new Client({ intents, rest: { api: "http://localhost:1/api" } })');
	});
});
