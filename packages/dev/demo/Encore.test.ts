import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seededRandom } from "../../shared/random.ts";
import { ALICE, startServer } from "../../gateway-server/support/fixtures.ts";
import { playEncore } from "./Encore.ts";

/** Milliseconds per step of the clock. Short, because a message takes several steps to arrive. */
const STEP = 10;

const GUEST = { ...ALICE, sessionId: "guest" };

describe("playEncore", () => {
	it("should let clients join, lose connections and leave until aborted", async (context) => {
		const { server, events, clock } = await startServer(context, { heartbeatInterval: 1000 });
		const ending = new AbortController();
		let rounds = 0;
		let isOver = false;
		const playRound = async (): Promise<void> => void (rounds += 1);
		const options = { server, guest: GUEST, random: seededRandom(1), playRound, timers: clock };
		const playing = playEncore(options, ending.signal).then(() => (isOver = true));
		const turn = async (milliseconds: number): Promise<void> => {
			for (let time = 0; time < milliseconds; time += STEP) {
				clock.advance(STEP);
				await new Promise((resolve) => setImmediate(resolve));
			}
		};
		await turn(26_000);
		assert.ok(rounds >= 10, `${rounds} rounds`);
		const of = (wanted: string) => events.filter((event) => "sessionId" in event && event.sessionId === wanted);
		const guestKinds = of("guest").map(({ kind }) => kind);
		assert.deepEqual(
			guestKinds.filter((kind) => ["identified", "mapped", "closed", "ended"].includes(kind)),
			["identified", "mapped", "closed", "ended", "identified", "mapped"],
		);
		const [bot = ""] = server.mainSessionIds;
		assert.equal(server.stats(bot).resumes, 1);
		assert.ok(server.stats(bot).lastSequence > 15, "events of the guild");

		assert.equal(isOver, false);
		ending.abort();
		await playing;
		await turn(100);
		assert.equal(server.connectionCount, 0);
	});

	it("should add no guest by default", async (context) => {
		const { server, events, clock } = await startServer(context);
		const ending = new AbortController();
		const playRound = (): Promise<void> => Promise.resolve();
		const playing = playEncore({ server, random: seededRandom(1), playRound, timers: clock }, ending.signal);
		for (let count = 0; count < 1000; count += 1) {
			clock.advance(STEP);
			await new Promise((resolve) => setImmediate(resolve));
		}
		ending.abort();
		await playing;
		assert.equal(server.voiceSessionIds.includes("guest"), false);
		const identified = events.filter(({ kind }) => kind === "identified");
		assert.deepEqual(
			identified.map(({ gateway }) => gateway),
			["main"],
		);
	});

	it("should not start when already aborted", async (context) => {
		const { server, clock } = await startServer(context);
		const playRound = (): Promise<void> => Promise.reject(new Error("played"));
		const options = { server, guest: GUEST, random: seededRandom(1), playRound, timers: clock };
		await playEncore(options, AbortSignal.abort());
	});

	it("should reject with a round's error", async (context) => {
		const { server, clock } = await startServer(context);
		const playRound = (): Promise<void> => Promise.reject(new Error("no such program"));
		const options = { server, guest: GUEST, random: seededRandom(1), playRound, timers: clock };
		const playing = playEncore(options, new AbortController().signal);
		clock.advance(5000);
		await assert.rejects(playing, { message: "no such program" });
	});
});
