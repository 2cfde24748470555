/**
 * Rooms over links: whatever a network does to requests and answers, whatever happens to links and relays, every game server ends
 * with the rooms as they are. fast-check chooses the steps, and shrinks a failing run to the shortest.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { FencedLog } from "../../room/support/FencedLog.ts";
import { ModelGuild } from "../../room/support/ModelGuild.ts";
import { ModelOwner, type Saved } from "../../room/support/ModelOwner.ts";
import { ModelServer } from "../../room/support/ModelServer.ts";
import { performEvent, USERS, worldEvent, type WorldEvent } from "../../room/support/worldEvents.ts";
import { clientBinary, clientJson, type ClientForm } from "../../support/clientForms.ts";
import { fate, take, which, type Fate } from "../../support/fate.ts";

type Step =
	| WorldEvent
	| { readonly kind: "request"; readonly server: number; readonly isPoll: boolean }
	| { readonly kind: "arrive" | "hear"; readonly server: number; readonly which: number; readonly fate: Fate }
	| { readonly kind: "wait"; readonly milliseconds: number }
	/** About as many segments as a watcher may be behind. */
	| { readonly kind: "stall"; readonly segments: number }
	/** A game server makes a new link. */
	| { readonly kind: "relink"; readonly server: number }
	| { readonly kind: "save" }
	/** The relay's process ends; its successor resumes from what was saved, and game servers come to it. */
	| { readonly kind: "crash" };

const server = fc.nat({ max: 1 });

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 8, arbitrary: worldEvent },
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant("request" as const), server, isPoll: fc.boolean() }) },
	{
		weight: 10,
		arbitrary: fc.record({
			kind: fc.constantFrom("arrive" as const, "hear" as const),
			server,
			which,
			fate,
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant("wait" as const),
			milliseconds: fc.constantFrom(10, 50, 1000, 20_000),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant("stall" as const), segments: fc.integer({ min: 28, max: 33 }) }),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("relink" as const), server }) },
	{ weight: 1, arbitrary: fc.constantFrom<Step>({ kind: "save" }, { kind: "crash" }) },
);

const MOST_ROUNDS = 200;

class Story {
	private readonly clock = new FakeClock();
	private readonly world = new ModelGuild(USERS);
	private readonly log = new FencedLog();
	private readonly servers: ReadonlyArray<ModelServer>;
	private owner = new ModelOwner(this.world, this.log, this.clock);
	private saved: Saved | undefined;

	public constructor(form: ClientForm) {
		const known = new Map<string, object>();
		this.servers = [1, 2].map(() => new ModelServer(this.clock, form, this.owner, known));
	}

	/** Makes the network reliable until everything is delivered, then compares. */
	public end(): void {
		this.clock.advance(1000);
		for (const each of this.servers) {
			for (let round = 0; round < MOST_ROUNDS && !each.isQuiet; round += 1) {
				each.network.request(true);
				each.pass();
				this.clock.advance(1000);
				each.pass();
			}
			assert.ok(each.isQuiet, `behind after ${MOST_ROUNDS} rounds`);
			each.assertEqual(this.world);
			const refusals = each.network.refusals.filter((code) => code !== "up_gap");
			assert.deepEqual(refusals, []);
			each.network.link.link.end("deleted");
			assert.equal(each.network.link.memory.size, 0);
		}
	}

	public perform(next: Step): void {
		switch (next.kind) {
			case "request":
				return this.server(next.server).network.request(next.isPoll);
			case "arrive": {
				const { network } = this.server(next.server);
				return take(network.requests, next.which, next.fate, (request) => network.arrive(request));
			}
			case "hear": {
				const each = this.server(next.server);
				return take(each.network.answers, next.which, next.fate, (answer) => each.hear(answer));
			}
			case "wait":
				return this.clock.advance(next.milliseconds);
			case "stall":
				return this.stall(next.segments);
			case "relink":
				return this.server(next.server).relink();
			case "save":
				this.saved = this.owner.save();
				return;
			case "crash":
				return this.crash();
			default:
				return performEvent(this.world, next);
		}
	}

	private crash(): void {
		this.owner.freeze();
		this.owner = new ModelOwner(this.world, this.log, this.clock, this.saved);
		for (const each of this.servers) each.relink(this.owner);
	}

	private stall(segments: number): void {
		for (let count = 0; count < segments; count += 1) {
			this.world.mute(USERS[0] ?? "");
			this.clock.advance(1000);
		}
	}

	private server(index: number): ModelServer {
		return this.servers[index] ?? assert.fail();
	}
}

describe("rooms over links, whatever happens to links and relays", () => {
	for (const [name, form] of [
		["JSON", clientJson],
		["binary", clientBinary],
	] as const) {
		it(`should bring every game server to the present, in ${name} form`, () => {
			fc.assert(
				fc.property(fc.array(step, { maxLength: 150, size: "max" }), (steps) => {
					const story = new Story(form);
					for (const next of steps) story.perform(next);
					story.end();
				}),
				{ numRuns: 100 },
			);
		});
	}
});
