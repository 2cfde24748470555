import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Acknowledgement } from "./Acknowledgement.ts";

const [ONE, TWO] = [{ name: "one" }, { name: "two" }];

type Step = (acknowledgement: Acknowledgement) => void;

const take =
	(s: number, ...rooms: ReadonlyArray<object>): Step =>
	(acknowledgement) => {
		for (const room of rooms) acknowledgement.hold(room, s);
		acknowledgement.take(s);
	};
const release =
	(room: object): Step =>
	(acknowledgement) =>
		acknowledgement.release(room);
const restart: Step = (acknowledgement) => acknowledgement.restart();

/** By hand: what happens, and the number after it. */
const STORIES: ReadonlyArray<readonly [title: string, steps: ReadonlyArray<Step>, highest: number | undefined]> = [
	["nothing before the first dispatch", [], undefined],
	["a dispatch that no room needs", [take(1), take(2)], 2],
	["up to the first event of an open segment", [take(1), take(2, ONE), take(3), take(4, ONE)], 1],
	["everything once the segment is closed", [take(1), take(2, ONE), take(3), release(ONE)], 3],
	["up to the lowest of two open segments", [take(1), take(2, ONE), take(3, TWO), release(TWO)], 1],
	["up to the segment that is still open", [take(2, ONE), take(3, TWO), release(ONE)], 2],
	["up to a room's next open segment", [take(2, ONE), take(3, TWO), release(ONE), take(4, ONE), release(TWO)], 3],
	["one dispatch in two rooms", [take(2, ONE, TWO), release(ONE)], 1],
	["nothing of a session before", [take(9, ONE), restart], undefined],
	["the numbers of a fresh session", [take(9, ONE), restart, take(1), take(2, ONE)], 1],
	["a release of what is not held", [take(3), release(ONE)], 3],
];

describe("Acknowledgement", () => {
	for (const [title, steps, highest] of STORIES) {
		it(`should report ${title}`, () => {
			const acknowledgement = new Acknowledgement();
			for (const step of steps) step(acknowledgement);
			assert.equal(acknowledgement.highest, highest);
		});
	}
});
