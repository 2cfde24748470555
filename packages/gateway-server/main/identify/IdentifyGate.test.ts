import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { IdentifyGate } from "./IdentifyGate.ts";
import { resolveMainOptions, type MainOptions } from "../mainOptions.ts";

const gateOf = (options: MainOptions) => new IdentifyGate(resolveMainOptions(options));

describe("IdentifyGate", () => {
	/** By hand: max_concurrency, then shard, time and verdict of each Identify. */
	const cases: ReadonlyArray<
		readonly [number, ReadonlyArray<readonly [shard: number, at: number, verdict: string]>]
	> = [
		[
			1,
			[
				[0, 0, "ok"],
				[0, 4999, "busy"],
				[1, 4999, "busy"],
				[1, 5000, "ok"],
			],
		],
		[
			2,
			[
				[0, 0, "ok"],
				[1, 0, "ok"],
				[2, 1, "busy"],
				[3, 1, "busy"],
				[2, 5000, "ok"],
			],
		],
		[
			16,
			[
				[5, 0, "ok"],
				[21, 0, "busy"],
				[6, 0, "ok"],
			],
		],
	];
	for (const [maxConcurrency, steps] of cases) {
		it(`should permit one per key and 5 s, concurrency ${maxConcurrency}`, () => {
			const gate = gateOf({ maxConcurrency });
			assert.deepEqual(
				steps.map(([shard, at]) => gate.take(shard, at)),
				steps.map(([, , verdict]) => verdict),
			);
		});
	}

	it("should count only accepted Identifies toward the daily limit", () => {
		const gate = gateOf({ sessionStartLimit: { total: 2, resetAfter: 60_000 } });
		assert.deepEqual(gate.status(0), { total: 2, remaining: 2, reset_after: 0, max_concurrency: 1 });
		gate.take(0, 0);
		gate.take(0, 1000);
		assert.deepEqual(gate.status(1000), { total: 2, remaining: 1, reset_after: 59_000, max_concurrency: 1 });
		gate.take(0, 5000);
		assert.equal(gate.take(0, 10_000), "exhausted");
		assert.equal(gate.take(0, 60_000), "ok");
	});
});
