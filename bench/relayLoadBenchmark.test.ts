import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cpuRounds, framesPerSecond } from "./relayLoadBenchmark.ts";

/** A smoke test: the figures mean nothing with spans this short. */
const SHORT = { links: 2, warmUp: 100, span: 300 };

describe("benchmarks of a relay's load", () => {
	it("should measure messages a second", async () => {
		const settings = { RELAY_PACE_PER_MIN: "6000", RELAY_PACE_BURST: "1000" };
		const [round] = await framesPerSecond(1, { ...SHORT, settings });
		assert.ok(round!.value > 0, String(round?.value));
	});

	it("should measure processor time in both forms", async () => {
		const [round] = await cpuRounds(1, { ...SHORT, perSecond: 200 });
		assert.ok(round!.value > 0 && round!.baseline > 0, JSON.stringify(round));
	});
});
