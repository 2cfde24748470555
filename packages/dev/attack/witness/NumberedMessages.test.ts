import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NumberedMessages } from "./NumberedMessages.ts";

describe("NumberedMessages", () => {
	const cases: ReadonlyArray<readonly [numbers: ReadonlyArray<number>, faults: ReadonlyArray<string>]> = [
		[[1, 2, 3], []],
		[[2], ["lost"]],
		[[1, 3, 4], ["lost"]],
		[[1, 1, 2], ["doubled"]],
		[
			[1, 3, 2],
			["lost", "doubled"],
		],
	];
	for (const [numbers, faults] of cases) {
		it(`should find ${faults.length} faults in ${numbers.join(", ")}`, () => {
			const messages = new NumberedMessages();
			const found = numbers.map((number) => messages.take(number)).filter((fault) => fault !== undefined);
			assert.deepEqual(found, faults);
		});
	}
});
