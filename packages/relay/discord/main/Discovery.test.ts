import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { RecordFault } from "../../link/RecordFault.ts";
import { Refusal } from "../../link/refusal.ts";
import { Discovery, type DiscoveryProblem } from "./Discovery.ts";

const ANSWER = JSON.stringify({ url: "wss://gateway.discord.gg", shards: 2, session_start_limit: {} });

function start(...answers: ReadonlyArray<string | Error>) {
	const clock = new FakeClock();
	const problems: Array<DiscoveryProblem> = [];
	const asked: Array<number> = [];
	const found: Array<number> = [];
	const left = [...answers];
	const discovery = new Discovery({
		clock,
		random: () => 1,
		ask: async () => {
			asked.push(clock.now());
			const next = left.shift() ?? new Refusal("discord_unreachable", "Discord cannot be reached: ECONNREFUSED");
			if (next instanceof Error) throw next;
			return Promise.resolve(next);
		},
		onProblem: (problem) => problems.push(problem),
	});
	discovery.start(({ shards }) => found.push(shards));
	return { clock, problems, asked, found, discovery };
}

const settled = (): Promise<void> => new Promise(setImmediate);

describe("Discovery", () => {
	it("should find the gateway", async () => {
		const { found, asked, problems } = start(ANSWER);
		await settled();
		assert.deepEqual([found, asked, problems], [[2], [0], []]);
	});

	it("should ask again with growing pauses", async () => {
		const { clock, asked, problems } = start();
		for (let second = 0; second < 16; second += 1) {
			await settled();
			clock.advance(1000);
		}
		assert.deepEqual(asked, [0, 1000, 3000, 7000, 15_000]);
		const reason = "GET /gateway/bot: Discord cannot be reached: ECONNREFUSED";
		assert.deepEqual(problems[0], { reason, isFinal: false });
	});

	it("should wait as long as Discord says", async () => {
		const { clock, asked, found, problems } = start(
			new Refusal("discord_rate_limited", "Discord says wait", { retry_after: 90.5 }),
			ANSWER,
		);
		await settled();
		clock.advance(90_499);
		await settled();
		assert.equal(asked.length, 1);
		clock.advance(1);
		await settled();
		assert.deepEqual([asked, found], [[0, 90_500], [2]]);
		assert.equal(problems[0]?.reason, "GET /gateway/bot: Discord says wait for 91 s");
	});

	for (const [name, error, reason] of [
		[
			"a wrong token",
			new Refusal("discord_status", "Discord answered 401", { status: 401 }),
			/^the bot token is wrong/,
		],
		[
			"a token that may not go there",
			new RecordFault("secret_not_allowed", "secret bot is not for a"),
			/not for a/,
		],
	] as const) {
		it(`should stop at ${name}`, async () => {
			const { clock, asked, problems } = start(error);
			await settled();
			clock.advance(600_000);
			await settled();
			assert.deepEqual([asked, problems[0]?.isFinal], [[0], true]);
			assert.match(problems[0]?.reason ?? "", reason);
		});
	}

	for (const answer of ["{", "[]", "{}", '{"url":"https://a"}', '{"url":5}']) {
		it(`should not take ${answer} for a gateway`, async () => {
			const { found, problems } = start(answer);
			await settled();
			assert.deepEqual([found, problems[0]?.isFinal], [[], false]);
		});
	}

	it("should stop when told", async () => {
		const { clock, asked, found, discovery } = start(ANSWER);
		discovery.stop();
		await settled();
		clock.advance(600_000);
		assert.deepEqual([asked, found], [[0], []]);
	});

	it("should ask once for a refresh", async () => {
		const { discovery } = start(ANSWER, ANSWER);
		assert.equal((await discovery.refresh())?.shards, 2);
		assert.equal(await discovery.refresh(), undefined);
	});
});
