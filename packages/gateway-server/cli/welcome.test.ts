import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildGuild, buildStageChannel, IDS, snowflake } from "../main/fixtures/builders.ts";
import { welcome } from "./welcome.ts";

const textOf = (...args: Parameters<typeof welcome>): string => welcome(...args).join("\n");

describe("welcome", () => {
	it("should print the token, the REST API and ids", () => {
		const guilds = [buildGuild()];
		const text = textOf({ url: "ws://127.0.0.1:8080", guilds }, "a.b.c");
		for (const part of [
			"REST API      http://127.0.0.1:8080/api/v10",
			"bot token     a.b.c",
			`guild         ${IDS.guild}  Fixture`,
			`  text        ${IDS.textChannel}  general`,
			`  voice       ${IDS.voiceChannel}  Voice`,
			'discord.js    new Client({ intents, rest: { api: "http://127.0.0.1:8080/api" } })',
			"eris          needs TLS: --tls-key and --tls-cert",
		]) {
			assert.ok(text.includes(part), part);
		}
	});

	it("should print a line for each library with TLS", () => {
		const text = textOf({ url: "wss://127.0.0.1:8080", guilds: [] }, "a.b.c");
		assert.match(text, /eris {10}new Client\(/);
	});

	for (const host of ["0.0.0.0", "[::]"]) {
		it(`should print the loopback for ${host}`, () => {
			assert.match(textOf({ url: `ws://${host}:80`, guilds: [] }, "t"), /http:\/\/127\.0\.0\.1:80\/api\/v10/);
		});
	}

	it("should stay short with many guilds and channels", () => {
		const channels = Array.from({ length: 50 }, (_, index) => buildStageChannel({ id: snowflake(index) }));
		const guilds = Array.from({ length: 2500 }, (_, index) => buildGuild({ id: snowflake(index), channels }));
		const lines = welcome({ url: "ws://h:1", guilds }, "t");
		assert.ok(lines.length < 60);
		assert.ok(lines.some((line) => line.endsWith("and 2497 more guilds")));
		assert.ok(lines.some((line) => line.endsWith("and 40 more channels")));
	});
});
