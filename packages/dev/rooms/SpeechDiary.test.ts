import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SpeechDiary } from "./SpeechDiary.ts";

describe("SpeechDiary", () => {
	it("should list the starts and stops of a term after a segment", () => {
		const diary = new SpeechDiary();
		diary.opened({ term: 1, n: 4 });
		diary.record({ term: 1, n: 4 }, "a", true);
		diary.record({ term: 1, n: 6 }, "a", false);
		diary.record({ term: 1, n: 6 }, "b", true);
		diary.opened({ term: 2, n: 1 });
		diary.record({ term: 2, n: 3 }, "a", true);
		assert.deepEqual(diary.after({ term: 1, n: 4 }), ["6: -a", "6: +b"]);
		assert.deepEqual(diary.after({ term: 2, n: 0 }), ["3: +a"]);
		assert.deepEqual(diary.terms, [1, 2]);
	});

	it("should keep the first segment of each term", () => {
		const diary = new SpeechDiary();
		diary.opened({ term: 1, n: 4 });
		diary.opened({ term: 1, n: 40 });
		assert.deepEqual([diary.firstOf(1), diary.firstOf(2)], [4, undefined]);
	});
});
