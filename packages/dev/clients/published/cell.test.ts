import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatCounts, judge, type Verdict } from "./cell.ts";
import type { OwnFault } from "./ownFaults.ts";

const FAULTS: ReadonlyArray<OwnFault> = [
	{ client: "eris", scene: "op 9 true", shows: /began a new session/, cause: "ignores d" },
];

describe("judge", () => {
	const cases: ReadonlyArray<readonly [title: string, client: string, text: string | undefined, verdict: Verdict]> = [
		["should pass a scene without a failure", "hikari", undefined, "pass"],
		["should fail an unknown bug", "hikari", "began a new session", "fail"],
		["should recognize a known bug of the client", "eris", "the client began a new session", "client"],
		["should fail another bug of the same client", "eris", "gave up", "fail"],
		["should fail a known bug that is fixed", "eris", undefined, "fail"],
	];
	for (const [title, client, text, verdict] of cases) {
		it(title, () => {
			const failure = text === undefined ? undefined : { text, story: "" };
			assert.equal(judge(client, "op 9 true", failure, FAULTS).verdict, verdict);
		});
	}

	it("should name the entry to remove for a fixed bug", () => {
		assert.match(judge("eris", "op 9 true", undefined, FAULTS).failure?.text ?? "", /ownFaults\.ts.*ignores d$/);
	});
});

describe("formatCounts", () => {
	it("should count a client's known bug as passed", () => {
		const verdicts: ReadonlyArray<Verdict> = ["pass", "client", "fail", "skip", "pass"];
		const cells = verdicts.map((verdict) => ({ client: "c", scene: "s", verdict }));
		assert.equal(formatCounts(cells), "3 passed, 1 failed, 1 skipped");
	});
});
