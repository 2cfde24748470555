import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { Refusal } from "../link/refusal.ts";
import type { GatewayBotReply } from "./gatewayBot.ts";
import { GatewayBotCache } from "./GatewayBotCache.ts";

const ANSWER: GatewayBotReply = { kind: "answer", body: '{"url":"wss://a"}' };
const admit = (): void => {};

/** A cache in front of a Discord whose answers the test sets. */
function start() {
	const clock = new FakeClock();
	const asked: Array<string> = [];
	const discord = { reply: async (): Promise<GatewayBotReply> => ANSWER };
	const ask = (secret: string): Promise<GatewayBotReply> => {
		asked.push(secret);
		return discord.reply();
	};
	return { clock, asked, discord, cache: new GatewayBotCache(ask, clock) };
}

const limited = (waitMs: number, isForAll: boolean) => async (): Promise<GatewayBotReply> => ({
	kind: "limited",
	waitMs,
	isForAll,
});

const says = (retry_after: number): object => ({ code: "discord_rate_limited", fields: { retry_after } });

describe("GatewayBotCache", () => {
	it("should share a request that is under way", async () => {
		const { asked, cache } = start();
		const answers = await Promise.all(Array.from({ length: 100 }, () => cache.get("a", admit)));
		assert.deepEqual([asked, new Set(answers)], [["a"], new Set([ANSWER.body])]);
	});

	it("should share an answer for five seconds", async () => {
		const { clock, asked, cache } = start();
		await cache.get("a", admit);
		clock.advance(4999);
		await cache.get("a", admit);
		assert.equal(asked.length, 1);
		clock.advance(1);
		await cache.get("a", admit);
		assert.equal(asked.length, 2);
	});

	it("should keep secrets apart", async () => {
		const { asked, discord, cache } = start();
		await cache.get("a", admit);
		discord.reply = async () => ({ kind: "answer", body: '{"url":"wss://b"}' });
		assert.equal(await cache.get("b", admit), '{"url":"wss://b"}');
		assert.equal(await cache.get("a", admit), ANSWER.body);
		assert.deepEqual(asked, ["a", "b"]);
	});

	it("should answer a rate limit itself until it ends", async () => {
		const { clock, asked, discord, cache } = start();
		discord.reply = limited(20_000, false);
		await assert.rejects(cache.get("a", admit), says(20));
		clock.advance(19_999);
		await assert.rejects(cache.get("a", admit), says(0.001));
		assert.equal(asked.length, 1);
		discord.reply = async () => ANSWER;
		await cache.get("b", admit);
		clock.advance(1);
		assert.equal(await cache.get("a", admit), ANSWER.body);
	});

	it("should ask for no secret while Discord refuses this address", async () => {
		const { clock, asked, discord, cache } = start();
		discord.reply = limited(60_000, true);
		await assert.rejects(cache.get("a", admit), says(60));
		clock.advance(10_000);
		await assert.rejects(cache.get("b", admit), says(50));
		assert.deepEqual(asked, ["a"]);
		clock.advance(50_000);
		discord.reply = async () => ANSWER;
		assert.equal(await cache.get("b", admit), ANSWER.body);
	});

	it("should make callers beyond the session starts wait", async () => {
		const { clock, asked, discord, cache } = start();
		discord.reply = async () => ({ kind: "answer", body: '{"session_start_limit":{"remaining":2}}' });
		await cache.get("a", admit);
		await cache.get("a", admit);
		clock.advance(1000);
		await assert.rejects(cache.get("a", admit), says(4));
		clock.advance(4000);
		await cache.get("a", admit);
		assert.equal(asked.length, 2);
	});

	it("should share a failure for a second", async () => {
		const { clock, asked, discord, cache } = start();
		discord.reply = () => Promise.reject(new Refusal("discord_status", "Discord answered 500", { status: 500 }));
		await assert.rejects(cache.get("a", admit), { code: "discord_status" });
		clock.advance(999);
		await assert.rejects(cache.get("a", admit), { code: "discord_status" });
		assert.equal(asked.length, 1);
		clock.advance(1);
		discord.reply = async () => ANSWER;
		assert.equal(await cache.get("a", admit), ANSWER.body);
	});

	it("should survive an internal fault", async () => {
		const { clock, discord, cache } = start();
		discord.reply = () => Promise.reject(new TypeError("bug"));
		await assert.rejects(cache.get("a", admit), TypeError);
		clock.advance(1000);
		discord.reply = async () => ANSWER;
		assert.equal(await cache.get("a", admit), ANSWER.body);
	});

	it("should ask only for callers that may, and serve the others from memory", async () => {
		const { asked, cache } = start();
		const refuse = (): never => {
			throw new Refusal("rate_limited", "too many");
		};
		await assert.rejects(cache.get("a", refuse), { code: "rate_limited" });
		await cache.get("a", admit);
		assert.equal(await cache.get("a", refuse), ANSWER.body);
		assert.deepEqual(asked, ["a"]);
	});

	it("should discard the oldest secrets above its limit", async () => {
		const { clock, asked, cache } = start();
		for (let index = 0; index < 1001; index++) await cache.get(`secret ${index}`, admit);
		await cache.get("secret 1", admit);
		assert.equal(asked.length, 1001);
		await cache.get("secret 0", admit);
		assert.equal(asked.length, 1002);
		clock.advance(5000);
		await cache.get("one more", admit);
		assert.equal((cache as unknown as { entries: Map<string, unknown> }).entries.size, 1);
	});
});
