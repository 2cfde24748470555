import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judge, type CaseResult, type Verdict } from "./verdict.ts";

const result = (behavior: string, behaviorClose = "OK"): CaseResult => ({ behavior, behaviorClose });

/** Written by hand: our result, the result of plain ws, and the verdict. */
const CASES: ReadonlyArray<readonly [ours: CaseResult | undefined, theirs: CaseResult | undefined, verdict: Verdict]> =
	[
		[result("OK"), result("OK"), "passed"],
		[result("NON-STRICT"), result("OK"), "passed"],
		[result("INFORMATIONAL", "INFORMATIONAL"), result("OK"), "passed"],
		[result("UNIMPLEMENTED"), result("OK"), "failed"],
		[result("UNIMPLEMENTED"), result("UNIMPLEMENTED"), "inherited"],
		[result("OK"), result("FAILED"), "passed"],
		[result("FAILED"), result("OK"), "failed"],
		[result("FAILED"), result("NON-STRICT"), "failed"],
		[result("OK", "UNCLEAN"), result("OK"), "failed"],
		[result("OK", "WRONG CODE"), result("OK"), "failed"],
		[result("OK", "FAILED BY CLIENT"), result("OK"), "failed"],
		[result("ERROR"), result("OK"), "failed"],
		[result("FAILED"), result("FAILED"), "inherited"],
		[result("FAILED"), result("OK", "UNCLEAN"), "inherited"],
		[result("FAILED"), undefined, "failed"],
		[undefined, result("OK"), "failed"],
		[undefined, result("FAILED"), "failed"],
	];

describe("judge", () => {
	for (const [ours, theirs, verdict] of CASES) {
		it(`should return ${verdict} for ${JSON.stringify(ours)} and ${JSON.stringify(theirs)}`, () => {
			const report = (one: CaseResult | undefined) => (one === undefined ? {} : { "1.1.1": one });
			assert.deepEqual([...judge(report(ours), report(theirs))], [["1.1.1", verdict]]);
		});
	}

	it("should judge every case of both reports", () => {
		const verdicts = judge({ a: result("OK"), b: result("OK") }, { b: result("OK"), c: result("OK") });
		assert.deepEqual(
			verdicts,
			new Map([
				["b", "passed"],
				["c", "failed"],
				["a", "passed"],
			]),
		);
	});
});
