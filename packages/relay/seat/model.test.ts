/** Promises of a seat that hold whatever Discord, people and watchers do. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SeatStage, stateOf } from "../support/SeatStage.ts";
import { JOIN_WINDOW_MS, MAX_JOINS } from "./JoinPace.ts";
import { ASK_MS } from "./place.ts";
import { FORGIVE_MS, RETRY_MS } from "./Thefts.ts";

const CHANNELS = ["A", "B", "C"] as const;
const CODES = [1000, 4004, 4006, 4014, 4017, 4021, 4022] as const;

type Act = (world: World) => void;

/** A seat, and what its lines prove about it. */
class World {
	public readonly stage: SeatStage;
	public readonly wanted = new Set<string>();
	private readonly told = new Map<string, string>();
	private joins: Array<number> = [];
	/** Thefts since the last watch. */
	private thefts: Array<number> = [];
	/** When an op 4 with a channel went out that has no answer yet. */
	private askedAt: number | undefined;

	public constructor(onLine: (line: string) => void = () => {}) {
		this.stage = new SeatStage((line) => {
			this.read(line);
			onLine(line);
		});
	}

	public get now(): number {
		return this.stage.clock.now();
	}

	public want(channelId: string): void {
		this.thefts = [];
		this.wanted.add(channelId);
		this.stage.seat.want(channelId);
	}

	public unwant(channelId: string): void {
		this.wanted.delete(channelId);
		this.stage.seat.unwant(channelId);
	}

	/** Discord answered, or the main session that asked is gone. */
	public answered(): void {
		this.askedAt = undefined;
	}

	public check(): void {
		const { stage, told, wanted } = this;
		const open = stage.sessions.filter(({ isClosed }) => !isClosed);
		assert.ok(open.length <= 1, "more than one session is open");
		for (const channelId of wanted) assert.ok(told.has(channelId), `nothing is told of ${channelId}`);
		for (const [channelId, speakers] of told) {
			if (speakers !== "live") continue;
			assert.equal(open[0]?.credentials.channelId, channelId, `${channelId} is live without a session`);
		}
		assert.ok(stage.clock.pending <= 1, "more than one timer runs");
	}

	private read(line: string): void {
		const [first = "", second = ""] = line.split(" ");
		if (first === "ask" && second === "-") this.askedAt = undefined;
		else if (first === "ask") this.joined();
		else if (first === "robbed") this.thefts = [...this.thefts, this.now];
		else if (["live", "none", "elsewhere"].includes(second)) this.told.set(first, second);
	}

	private joined(): void {
		const { now, thefts } = this;
		this.joins = [...this.joins.filter((at) => now - at < JOIN_WINDOW_MS), now];
		assert.ok(this.joins.length <= MAX_JOINS, "too many joins within a minute");
		const isOutstanding = this.askedAt !== undefined && now - this.askedAt < ASK_MS;
		assert.ok(!isOutstanding, "two joins are outstanding");
		this.askedAt = now;
		const [before = -Infinity, last = -Infinity] = thefts.slice(-2);
		const latest = thefts.length === 1 ? before : last;
		assert.ok(now - latest >= RETRY_MS, "a join within a minute of a theft");
		const isSecond = thefts.length > 1 && last - before < FORGIVE_MS;
		assert.ok(!isSecond, "a join after a second theft, and no watch asked");
	}
}

const channel = fc.constantFrom(...CHANNELS);
const own = (world: World, channelId: string): void => {
	world.answered();
	world.stage.state(channelId);
};

/** Events of a session come only while it is open. */
const ifOpen =
	(act: Act): Act =>
	(world) => {
		if (world.stage.sessions.at(-1)?.isClosed === false) act(world);
	};

const act: fc.Arbitrary<Act> = fc.oneof(
	channel.map(
		(id): Act =>
			(world) =>
				world.want(id),
	),
	channel.map(
		(id): Act =>
			(world) =>
				world.unwant(id),
	),
	channel.map(
		(id): Act =>
			(world) =>
				own(world, id),
	),
	channel.map((id): Act => (world) => {
		own(world, id);
		world.stage.server();
	}),
	channel.map(
		(id): Act =>
			(world) =>
				world.stage.state(id, "theirs"),
	),
	channel.map((id): Act => (world) => {
		own(world, id);
		world.stage.server();
		world.stage.state(id, "theirs");
		world.stage.clock.advance(RETRY_MS);
	}),
	fc.constantFrom("ours", "theirs").map(
		(id): Act =>
			(world) =>
				world.stage.state("", id),
	),
	fc.constantFrom("voice.example:443", null).map(
		(endpoint): Act =>
			(world) =>
				world.stage.server(endpoint),
	),
	fc.constantFrom(...CODES).map((code) => ifOpen(({ stage }) => stage.closed(code))),
	fc
		.constantFrom("live", "lost", "unavailable")
		.map((kind) => ifOpen(({ stage }) => stage.session.events.onMedia({ kind, reason: "x" }))),
	fc.constant<Act>((world) => {
		world.answered();
		world.stage.seat.cellLost();
	}),
	fc
		.tuple(fc.boolean(), fc.constantFrom("", ...CHANNELS), fc.boolean())
		.map(([isFresh, id, isOurs]): Act => (world) => {
			world.answered();
			if (isFresh) world.stage.sessionId += "'";
			const { seat, sessionId } = world.stage;
			seat.cellReady(isFresh, id === "" ? undefined : stateOf(id, isOurs ? sessionId : "theirs"));
		}),
	fc.integer({ min: 1, max: 90_000 }).map(
		(ms): Act =>
			({ stage }) =>
				stage.clock.advance(ms),
	),
);

describe("Seat: whatever happens", () => {
	it("should keep its promises", () => {
		fc.assert(
			fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
				const world = new World();
				world.stage.seat.cellReady(true, undefined);
				for (const perform of acts) {
					perform(world);
					world.check();
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it("should be live in the end wherever it may be", () => {
		fc.assert(
			fc.property(fc.array(act, { maxLength: 40 }), channel, (acts, wanted) => {
				let isKind = false;
				const world: World = new World((line) => {
					if (isKind) world.stage.clock.setTimeout(() => answer(world, line), 50);
				});
				const { seat, clock } = world.stage;
				seat.cellReady(true, undefined);
				for (const perform of acts) perform(world);
				for (const id of CHANNELS) world.unwant(id);
				clock.advance(700_000);
				isKind = true;
				seat.cellReady(false, undefined);
				world.want(wanted);
				clock.advance(700_000);
				assert.deepEqual(seat.speakersOf(wanted), { speakers: "live", reason: "" });
				world.unwant(wanted);
				clock.advance(61_000);
				assert.ok(seat.isIdle);
				assert.equal(clock.pending, 0);
			}),
			{ numRuns: 500 },
		);
	});
});

/** Discord at its best. */
function answer({ stage }: World, line: string): void {
	const [verb, channelId = ""] = line.split(" ");
	if (verb === "open") stage.live();
	else if (verb !== "ask") return;
	else if (channelId === "-") stage.state("");
	else stage.answer(channelId);
}
