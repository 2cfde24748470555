import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { faultsOf, limitsOf, type Feeling, type Measured } from "./verdict.ts";

const MIB = 2 ** 20;

function feeling(p99: number, faults: Readonly<Record<string, number>> = {}): Feeling {
	const summary = { count: 100, p50: p99 / 2, p99, max: p99 };
	return { polls: summary, newcomers: summary, faults };
}

const HELD: Measured = {
	calm: feeling(4),
	attacked: feeling(20),
	control: feeling(5),
	idleMemory: 100 * MIB,
	peakMemory: 190 * MIB,
	total: 32 * MIB,
	failures: [],
	relayEnd: undefined,
};

describe("limitsOf", () => {
	const cases: ReadonlyArray<readonly [calm: number, control: number, p99: number]> = [
		[1, 1, 30],
		[10, 1, 30],
		[20, 1, 60],
		[1, 20, 60],
	];
	for (const [calm, control, p99] of cases) {
		it(`should allow ${p99} ms for a calm p99 of ${calm} and a control of ${control}`, () => {
			assert.equal(limitsOf({ ...HELD, calm: feeling(calm), control: feeling(control) }).p99, p99);
		});
	}

	it("should allow the total and 64 MiB above the idle memory", () => {
		assert.equal(limitsOf(HELD).memory, 196 * MIB);
	});
});

describe("faultsOf", () => {
	const cases: ReadonlyArray<readonly [what: string, change: Partial<Measured>, faults: ReadonlyArray<string>]> = [
		["no faults in a row that held", {}, []],
		["no faults at the limits", { attacked: feeling(30), peakMemory: 196 * MIB }, []],
		["a p99 above its limit", { attacked: feeling(31) }, ["p99 31 ms, limit 30 ms"]],
		["memory above its limit", { peakMemory: 197 * MIB }, ["memory 197 MiB, limit 196 MiB"]],
		["faults of the other tenant", { attacked: feeling(9, { "c 1013": 2 }) }, ["2 × c 1013"]],
		["faults that the attack found", { failures: ["secret came back"] }, ["secret came back"]],
		["a relay that exited", { relayEnd: "SIGABRT" }, ["the relay exited: SIGABRT"]],
	];
	for (const [what, change, faults] of cases) {
		it(`should find ${what}`, () => assert.deepEqual(faultsOf({ ...HELD, ...change }), faults));
	}

	const none = { count: 0, p50: 0, p99: 0, max: 0 };

	it("should report that no poll was answered", () => {
		assert.deepEqual(faultsOf({ ...HELD, attacked: { ...feeling(9), polls: none } }), ["no poll was answered"]);
	});

	it("should report that no newcomer connected", () => {
		assert.deepEqual(faultsOf({ ...HELD, attacked: { ...feeling(9), newcomers: none } }), [
			"no newcomer connected",
		]);
	});
});
