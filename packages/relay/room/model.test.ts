/**
 * Whatever happens to events, owners, requests and answers, every watcher ends with the room as it is, and none of them goes
 * back or misses a segment unawares. fast-check chooses the steps, and shrinks a failing run to the shortest.
 */

import { describe, it } from "node:test";
import fc from "fast-check";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import type { RoomCursor } from "../../../src/protocol/room/segment.ts";
import { fate, take, which, type Fate } from "../support/fate.ts";
import { FencedLog } from "./support/FencedLog.ts";
import { ModelGuild } from "./support/ModelGuild.ts";
import { performEvent, worldEvent, USERS, type WorldEvent } from "./support/worldEvents.ts";
import { ModelOwner, ROOMS, type Saved } from "./support/ModelOwner.ts";
import { ModelWatcher } from "./support/ModelWatcher.ts";

type Step =
	| WorldEvent
	| { readonly kind: "wait"; readonly milliseconds: number }
	/** About as many segments as a watcher may be behind. */
	| { readonly kind: "stall"; readonly user: string; readonly segments: number }
	| { readonly kind: "save" }
	/** The owner's process ends; its successor resumes from what was saved. */
	| { readonly kind: "crash" }
	/** The owner's process stops, and goes on at a `wake`. */
	| { readonly kind: "freeze" }
	| { readonly kind: "wake" }
	| { readonly kind: "poll"; readonly watcher: number }
	/** A request reaches the present owner, or one before it. */
	| { readonly kind: "arrive"; readonly which: number; readonly fate: Fate; readonly ownersAgo: number }
	| { readonly kind: "hear"; readonly which: number; readonly fate: Fate };

const watcher = fc.nat({ max: 3 });
const single = fc.constantFrom("save", "save", "crash", "freeze", "wake").map((kind) => ({ kind }) as Step);

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 12, arbitrary: worldEvent },
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant("wait" as const),
			milliseconds: fc.constantFrom(10, 50, 300, 1000, 40_000),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant("stall" as const),
			user: fc.constantFrom(...USERS),
			segments: fc.integer({ min: 28, max: 33 }),
		}),
	},
	{ weight: 3, arbitrary: single },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant("poll" as const), watcher }) },
	{
		weight: 5,
		arbitrary: fc.record({
			kind: fc.constant("arrive" as const),
			which,
			fate,
			ownersAgo: fc.constantFrom(0, 0, 0, 1),
		}),
	},
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant("hear" as const), which, fate }) },
);

interface Request {
	readonly watcher: ModelWatcher;
	readonly after: RoomCursor | undefined;
}

interface Answer {
	readonly watcher: ModelWatcher;
	readonly text: string;
}

class Story {
	private readonly clock = new FakeClock();
	private readonly world = new ModelGuild(USERS);
	private readonly log = new FencedLog();
	private readonly owners = [new ModelOwner(this.world, this.log, this.clock)];
	private readonly known = new Map<string, object>();
	private readonly watchers = [...ROOMS, ROOMS[0]].map((room) => new ModelWatcher(room, this.known));
	private readonly requests = new Array<Request>();
	private readonly answers = new Array<Answer>();
	private saved: Saved | undefined;

	/** Lets everything arrive, and compares. */
	public end(): void {
		this.clock.advance(5000);
		for (const watcher of this.watchers) this.poll(watcher);
		for (const request of this.requests.splice(0)) this.arrive(request, 0);
		for (const answer of this.answers.splice(0)) answer.watcher.read(answer.text);
		for (const watcher of this.watchers) this.poll(watcher);
		for (const request of this.requests.splice(0)) this.arrive(request, 0);
		for (const answer of this.answers.splice(0)) answer.watcher.read(answer.text);
		for (const watcher of this.watchers) watcher.assertEqual(this.world);
		this.log.check();
	}

	public perform(next: Step): void {
		switch (next.kind) {
			case "wait":
				return this.clock.advance(next.milliseconds);
			case "stall":
				return this.stall(next.user, next.segments);
			case "save":
				this.saved = this.owner().save();
				return;
			case "crash":
				this.owner().freeze();
				this.owners.pop();
				return this.succeed();
			case "freeze":
				this.owner().freeze();
				return this.succeed();
			case "wake":
				return this.wake();
			case "poll":
				return this.poll(this.watchers[next.watcher]);
			case "arrive":
				return take(this.requests, next.which, next.fate, (request) => this.arrive(request, next.ownersAgo));
			case "hear":
				return take(this.answers, next.which, next.fate, ({ watcher, text }) => watcher.read(text));
			default:
				return performEvent(this.world, next);
		}
	}

	private succeed(): void {
		this.owners.push(new ModelOwner(this.world, this.log, this.clock, this.saved));
	}

	/** All owners that are over go on: what they write late is refused. */
	private wake(): void {
		for (const owner of this.owners.slice(0, -1)) owner.wake();
	}

	private stall(user: string, segments: number): void {
		for (let count = 0; count < segments; count += 1) {
			this.world.mute(user);
			this.clock.advance(1000);
		}
	}

	private owner(ago = 0): ModelOwner {
		const owner = this.owners.at(-1 - ago) ?? this.owners.at(-1);
		if (owner === undefined) throw new Error("no owner");
		return owner.isFenced ? this.owner() : owner;
	}

	private poll(watcher: ModelWatcher | undefined): void {
		if (watcher !== undefined) this.requests.push({ watcher, after: watcher.view.cursor });
	}

	private arrive({ watcher, after }: Request, ownersAgo: number): void {
		const segments = this.owner(ownersAgo).room(watcher.room).read(after);
		this.answers.push({ watcher, text: `[${segments.map(({ bytes }) => bytes.toString("utf8")).join(",")}]` });
	}
}

describe("rooms, whatever happens to events, owners, requests and answers", () => {
	it("should bring every watcher to the present", () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 150, size: "max" }), (steps) => {
				const story = new Story();
				for (const next of steps) story.perform(next);
				story.end();
			}),
			{ numRuns: 300 },
		);
	});
});
