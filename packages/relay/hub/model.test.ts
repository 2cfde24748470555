/**
 * The hub's cell and links as they are, between a modelled Discord and modelled game servers: whatever happens to events, sessions,
 * relays, links, requests and answers, every game server ends with the rooms as they are. fast-check chooses the steps, and
 * shrinks a failing run to the shortest.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { ModelGuild } from "../room/support/ModelGuild.ts";
import { performEvent, USERS, worldEvent, type WorldEvent } from "../room/support/worldEvents.ts";
import { clientBinary, clientJson, type ClientForm } from "../support/clientForms.ts";
import { ModelCell, type SavedCell } from "./support/ModelCell.ts";
import { ModelServer } from "./support/ModelServer.ts";
import { Terms } from "./Terms.ts";
import { fate, take, which, type Fate } from "../support/fate.ts";

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

const MOST_ROUNDS = 100;
/** Longer than any pause of a seat. */
const SETTLE_MS = 700_000;

class Story {
	private readonly clock = new FakeClock();
	private readonly world = new ModelGuild(USERS, false);
	private readonly terms = new Terms(() => 0);
	private readonly servers: ReadonlyArray<ModelServer>;
	private relay = new ModelCell(this.world, this.clock, this.terms);
	private saved: SavedCell | undefined;

	public constructor(form: ClientForm) {
		const known = new Map<string, object>();
		this.servers = [1, 2].map(() => new ModelServer(this.clock, form, this.relay, known));
	}

	public async run(steps: ReadonlyArray<Step>): Promise<void> {
		for (const next of steps) {
			this.perform(next);
			await settle();
		}
	}

	/** Makes the network and Discord reliable until everything is delivered, then compares. */
	public async end(): Promise<void> {
		for (const each of this.servers) {
			// a kick ends the seat until a new watch asks
			each.relink();
			each.network.request(true);
			each.pass();
		}
		await settle();
		this.world.setMedia(true);
		this.clock.advance(SETTLE_MS);
		assert.ok(this.relay.hears !== null, "no seat hears");
		for (const each of this.servers) {
			for (let round = 0; round < MOST_ROUNDS && !each.isQuiet; round += 1) {
				each.network.request(true);
				each.pass();
				await settle();
				this.clock.advance(1000);
				each.pass();
			}
			assert.ok(each.isQuiet, `behind after ${MOST_ROUNDS} rounds`);
			each.assertEqual(this.world, this.relay.hears);
			const refusals = each.network.refusals.filter((code) => code !== "up_gap");
			assert.deepEqual(refusals, []);
			each.network.link.link.end("deleted");
			assert.equal(each.network.link.memory.size, 0);
		}
	}

	private perform(next: Step): void {
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
				this.saved = this.relay.save();
				return;
			case "crash":
				return this.crash();
			default:
				return performEvent(this.world, next);
		}
	}

	private crash(): void {
		this.relay.kill();
		this.relay = new ModelCell(this.world, this.clock, this.terms, this.saved);
		for (const each of this.servers) each.relink(this.relay);
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

/** The hub looks at a new watch in a microtask. */
async function settle(): Promise<void> {
	for (let count = 0; count < 3; count += 1) await Promise.resolve();
}

describe("hub and links, whatever happens", () => {
	for (const [name, form] of [
		["JSON", clientJson],
		["binary", clientBinary],
	] as const) {
		it(`should bring every game server to the present, in ${name} form`, async () => {
			await fc.assert(
				fc.asyncProperty(fc.array(step, { maxLength: 150, size: "max" }), async (steps) => {
					const story = new Story(form);
					await story.run(steps);
					await story.end();
				}),
				{ numRuns: 100 },
			);
		});
	}
});
