import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { WireChange } from "../../../src/protocol/room/segment.ts";
import { MOST_CHANGES, OpenSegment } from "./OpenSegment.ts";

/** Changes as words: `a>` a joins, `a<` leaves, `a+` starts, `a-` stops, `a+9` and `a~9` have levels, `a=Ann` is a profile. */
const WORDS: ReadonlyArray<readonly [RegExp, (user: string, rest: string) => WireChange]> = [
	[/^w!$/, () => ["w", "live", ""]],
	[/^w\?(.*)$/, (reason) => ["w", "none", reason]],
	[/^g(.*)$/, (reason) => ["g", reason]],
	[/^n(\d)=(.+)$/, (id, name) => ["n", id, name]],
	[/^z(\d)$/, (id) => ["z", id]],
	[/^e(\d)$/, (epoch) => ["e", { state: "active", epoch: Number(epoch) }]],
	[/^(.)>$/, (user) => ["m", user, {}]],
	[/^(.)=(.+)$/, (user, name) => ["m", user, { name }]],
	[/^(.)<$/, (user) => ["x", user]],
	[/^(.)\+(\d*)$/, (user, level) => ["s", user, Number(level)]],
	[/^(.)-$/, (user) => ["q", user]],
	[/^(.)~(\d+)$/, (user, level) => ["v", user, Number(level)]],
];

function read(words: string): ReadonlyArray<WireChange> {
	return words
		.split(" ")
		.filter((word) => word !== "")
		.map((word) => {
			for (const [pattern, make] of WORDS) {
				const found = pattern.exec(word);
				if (found !== null) return make(found[1] ?? "", found[2] ?? "");
			}
			return assert.fail(word);
		});
}

/** Members when the segment opens: a, b and c. Others are unknown. By hand: what is added, and what remains. */
const STORIES: ReadonlyArray<readonly [title: string, added: string, remains: string]> = [
	// Speaking.
	["a start", "a+", "a+"],
	["a start with its stop", "a+ a-", "a+ a-"],
	["a stop and a start", "a- a+", "a- a+"],
	["the last of three, after a start", "a+ a- a+", "a+"],
	["the last of three, after a stop", "a- a+ a-", "a-"],
	["the last start with its stop", "a+ a- a+ a-", "a+ a-"],
	["the last of five", "a+ a- a+ a- a+", "a+"],
	["the same changes of several users", "a+ b+ a- b-", "a+ b+ a- b-"],
	["the order of other users", "a+ b+ a- a+ c+", "b+ a+ c+"],
	// Levels.
	["the last level", "a~3 a~4 a~5", "a~5"],
	["the last level in the start", "a+3 a~4 b+ a~5", "a+5 b+"],
	["the last level in the second start", "a- a+3 a~7", "a- a+7"],
	["no level before a stop", "a~3 a-", "a-"],
	// Profiles.
	["the last profile in the place of the first", "a=Ann b+ a=Amy", "a=Amy b+"],
	["the last profile of a new member before their start", "d=Dan d+ d=Dot", "d=Dot d+"],
	// Presence.
	["a join", "d>", "d>"],
	["a leaving", "a<", "a<"],
	["no silent visit", "d> d<", ""],
	["no second silent visit", "d> d< d> d<", ""],
	["the join after a silent visit", "d> d< d=Dot", "d=Dot"],
	["a visit in which the visitor spoke", "d> d+ d- d<", "d> d+ d- d<"],
	["a visit that ended while the visitor spoke", "d> d+ d<", "d> d+ d<"],
	["the last visit", "d> d+ d- d< d=Dot d+7 d<", "d=Dot d+7 d<"],
	["no earlier visit of one who stays", "d> d+ d< d>", "d>"],
	["a leaving with the join after it", "a< a>", "a< a>"],
	["a leaving without the silent visit after it", "a< a> a<", "a<"],
	["a leaving with the visit after it", "a< a> a+ a- a<", "a< a> a+ a- a<"],
	["a leaving with the last visit after it", "a< a> a+ a< a=Amy a+ a<", "a< a=Amy a+ a<"],
	["a leaving with the last join after it", "a< a> a+ a< a>", "a< a>"],
	["what was said before leaving", "a+ a- a<", "a+ a- a<"],
	["no profile and no level before leaving", "a=Amy a~5 a<", "a<"],
	["no more than two changes of speaking around leaving", "a+ a- a< a> a+ a-", "a< a> a+ a-"],
	["a start that ended with leaving is removed", "a+ a< a> a+ a-", "a< a> a+ a-"],
	// Speakers.
	["no speech before speakers become unknown", "a+ b- w?lost c~5", "w?lost c~5"],
	["both, when speakers are known again", "a+ w?lost w! b+", "w?lost w! b+"],
	["the last loss", "w?one w! a+ w?two", "w?two"],
	// The room.
	["the last encryption", "e1 a+ e2", "a+ e2"],
	["the last gap", "g1 a+ g2", "a+ g2"],
	["the last name in the place of the first", "n1=X a> n1=Y", "n1=Y a>"],
	["the end of a channel", "n1=X n2=Y z1", "n2=Y z1"],
	["the return of a channel", "z1 n2=Y n1=X", "n2=Y n1=X"],
];

const MEMBERS = new Set("abc");
const open = (): OpenSegment => new OpenSegment((userId) => MEMBERS.has(userId));

describe("OpenSegment", () => {
	for (const [title, added, remains] of STORIES) {
		it(`should keep ${title}`, () => {
			const segment = open();
			for (const change of read(added)) segment.add(change);
			assert.deepEqual(segment.changes, read(remains));
			assert.equal(segment.isOverfull, false);
		});
	}

	it("should discard everything but a gap beyond its bound", () => {
		const segment = open();
		segment.add(["g", "a new session"]);
		for (let user = 0; user < MOST_CHANGES; user += 1) segment.add(["m", `${user}`, {}]);
		assert.equal(segment.isOverfull, true);
		for (const change of read("a+ w? d>")) segment.add(change);
		assert.deepEqual(segment.changes, [["g", "a new session"]]);
	});
});
