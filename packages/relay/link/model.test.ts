/**
 * Nothing is lost, duplicated or reordered: whatever a network does to requests and answers, both ends see the
 * same sequences, and watchers of a room end with its state. fast-check chooses the steps, and shrinks a failing run to the shortest.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { clientBinary, clientJson, type ClientForm } from "../support/clientForms.ts";
import { fate, take, which, type Fate } from "../support/fate.ts";
import { LossyNetwork } from "../support/LossyNetwork.ts";
import { ROOM, TestLink } from "../support/TestLink.ts";

type Step =
	| { readonly kind: "far"; readonly socket: number; readonly isBinary: boolean }
	| { readonly kind: "near"; readonly socket: number; readonly isBinary: boolean }
	| { readonly kind: "join"; readonly count: number }
	| { readonly kind: "request"; readonly isPoll: boolean; readonly limit: number }
	| { readonly kind: "arrive"; readonly which: number; readonly fate: Fate }
	| { readonly kind: "hear"; readonly which: number; readonly fate: Fate }
	| { readonly kind: "wait"; readonly milliseconds: number };

const SOCKETS = [1, 2];
/** Sockets that watch the same room. */
const ROOMS = [3, 4];
const socket = fc.constantFrom(...SOCKETS);

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant("far" as const), socket, isBinary: fc.boolean() }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant("near" as const), socket, isBinary: fc.boolean() }) },
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant("join" as const), count: fc.constantFrom(1, 2, 40) }),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant("request" as const),
			isPoll: fc.boolean(),
			limit: fc.constantFrom(1, 3, 1000),
		}),
	},
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant("arrive" as const), which, fate }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant("hear" as const), which, fate }) },
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant("wait" as const),
			milliseconds: fc.constantFrom(1, 10, 1000, 20_000),
		}),
	},
);

/** One run: a network, the messages of each side, and those that paused far servers hold. */
class Story {
	private readonly link = new TestLink({
		maxBody: 200,
		bufferRecords: 20,
		idleMs: 1e9,
		pauseMs: 1e9,
		burst: 3,
	});
	private readonly network: LossyNetwork;
	/** Messages of the far servers, and those that wait while they are paused. */
	private readonly said = new Map(SOCKETS.map((number) => [number, new Array<string>()]));
	private readonly heldBack = new Map(SOCKETS.map((number) => [number, new Array<() => void>()]));
	private readonly wanted = new Map(SOCKETS.map((number) => [number, new Array<unknown>()]));
	private count = 0;

	public constructor(form: ClientForm) {
		this.network = new LossyNetwork(
			this.link,
			form,
			SOCKETS,
			ROOMS.map((number) => [number, ROOM]),
		);
		this.network.request(false);
		this.pass();
		for (const far of this.link.far) far.listener.onOpen("");
		for (const watch of this.link.hub.watches) watch.open();
	}

	public run(steps: ReadonlyArray<Step>): void {
		for (const next of steps) {
			this.perform(next);
			this.letFarSpeak();
		}
	}

	/** Makes the network reliable until everything is delivered, then compares. */
	public end(): void {
		for (let round = 0; round < 2000 && !this.isQuiet(); round += 1) {
			this.network.request(true);
			this.pass();
			this.link.clock.advance(1000);
			this.pass();
			this.letFarSpeak();
		}
		for (const [index, number] of SOCKETS.entries()) {
			assert.deepEqual(this.network.received.get(number), this.said.get(number), `down, socket ${number}`);
			const orders = ["pause", "resume"];
			const log = this.link.far[index]?.log.filter((did) => !Array.isArray(did) || !orders.includes(did[0]));
			assert.deepEqual(log, this.wanted.get(number), `up, socket ${number}`);
		}
		const { members } = this.link.hub.room(ROOM);
		for (const number of ROOMS) {
			assert.deepEqual(membersAfter(this.network.received.get(number) ?? []), members, `room, socket ${number}`);
		}
		assert.deepEqual(
			this.network.refusals.filter((code) => code !== "up_gap"),
			[],
		);
		this.network.request(true);
		this.pass();
		const { link, memory } = this.link;
		assert.ok(memory.size < 2000, `${memory.size} bytes of what opened the sockets`);
		link.end("deleted");
		assert.equal(memory.size, 0);
		assert.equal(this.link.sockets, 0);
	}

	private perform(next: Step): void {
		if (next.kind === "far") this.say(next.socket, next.isBinary);
		else if (next.kind === "near") this.want(next.socket, next.isBinary);
		else if (next.kind === "join") this.join(next.count);
		else if (next.kind === "request") this.network.request(next.isPoll, next.limit);
		else if (next.kind === "wait") this.link.clock.advance(next.milliseconds);
		else if (next.kind === "arrive") {
			const { requests } = this.network;
			take(requests, next.which, next.fate, (request) => this.network.arrive(request));
		} else take(this.network.answers, next.which, next.fate, (answer) => this.network.hear(answer));
	}

	private say(number: number, isBinary: boolean): void {
		this.count += 1;
		const text = `far ${this.count} "é"`;
		const bytes = Buffer.from([0, 255, this.count & 255, this.count >> 8]);
		this.said.get(number)?.push(isBinary ? `b:${bytes.toString("base64")}` : text);
		const { listener } = this.link.far[number - 1] ?? assert.fail();
		this.heldBack
			.get(number)
			?.push(() => (isBinary ? listener.onBinary(bytes) : listener.onText(Buffer.from(text))));
	}

	private join(count: number): void {
		for (let joined = 0; joined < count; joined += 1) this.link.hub.join(ROOM, String((this.count += 1)));
	}

	private want(number: number, isBinary: boolean): void {
		this.count += 1;
		const text = `near ${this.count} "é"`;
		const bytes = Buffer.from([255, 0, this.count & 255, this.count >> 8]);
		this.wanted.get(number)?.push(isBinary ? ["binary", bytes.toString("hex")] : text);
		this.network.add(number, isBinary ? "b" : "t", isBinary ? bytes.toString("base64") : text);
	}

	/** A paused far server waits, as over TCP. */
	private letFarSpeak(): void {
		for (const number of SOCKETS) {
			const waiting = this.heldBack.get(number) ?? [];
			while (waiting.length > 0 && !this.isPaused(number)) waiting.shift()?.();
		}
	}

	private isPaused(number: number): boolean {
		const orders = this.link.far[number - 1]?.log.filter(Array.isArray).map(([order]) => order as string) ?? [];
		return orders.filter((order) => order === "pause" || order === "resume").at(-1) === "pause";
	}

	private pass(): void {
		for (const request of this.network.requests.splice(0)) this.network.arrive(request);
		for (const answer of this.network.answers.splice(0)) this.network.hear(answer);
	}

	private isQuiet(): boolean {
		const isSaid = [...this.heldBack.values()].every((waiting) => waiting.length === 0);
		return isSaid && this.network.isConfirmed && this.link.link.isDrained;
	}
}

/** Members of a room after these texts. A position never goes back, and a hole has a snapshot. */
function membersAfter(texts: ReadonlyArray<string>): ReadonlyArray<string> {
	let members: Array<string> = [];
	let last = 0;
	for (const text of texts) {
		type Wire = readonly [number, number, string, ReadonlyArray<readonly [string, string]>];
		for (const [, n, letter, changes] of JSON.parse(text) as ReadonlyArray<Wire>) {
			assert.ok(letter === "s" ? n > last : n === last + 1, `${letter} ${n} after ${last}`);
			if (letter === "s") members = [];
			members.push(...changes.map(([, id]) => id));
			last = n;
		}
	}
	return members;
}

describe("Link, over a network that loses, repeats and reorders", () => {
	for (const [name, form] of [
		["JSON", clientJson],
		["binary", clientBinary],
	] as const) {
		it(`should bring both sequences whole and in order, in ${name} form`, () => {
			fc.assert(
				fc.property(fc.array(step, { maxLength: 150, size: "max" }), (steps) => {
					const story = new Story(form);
					story.run(steps);
					story.end();
				}),
				{ numRuns: 300 },
			);
		});
	}
});
