/// <reference types="@rbxts/testez/globals" />

import { EMPTY_ROSTER, Roster, rosterAfter } from "../../../src/protocol/voice/roster";
import { ServerEvent } from "../../../src/protocol/voice/serverEvent";

const came = (...userIds: Array<string>): ServerEvent => ({ kind: "clientsConnect", userIds });
const left = (userId: string): ServerEvent => ({ kind: "clientDisconnect", userId });
const spoke = (userId: string, ssrc: number | undefined, flags: number): ServerEvent => ({
	kind: "speaking",
	speaking: { userId, ssrc, flags },
});

/** `1:- 2:9*` is two members: 1 whose SSRC is unknown, 2 with SSRC 9 who speaks. */
function tell(roster: Roster): string {
	const lines: Array<string> = [];
	for (const [userId, { ssrc, speaking }] of roster) {
		lines.push(`${userId}:${ssrc ?? "-"}${speaking === 0 ? "" : "*"}`);
	}
	lines.sort();
	return lines.join(" ");
}

const ROWS: ReadonlyArray<readonly [name: string, events: ReadonlyArray<ServerEvent>, expected: string]> = [
	["nobody", [], ""],
	["who is there", [came("1", "2")], "1:- 2:-"],
	["who comes later", [came("1"), came("2")], "1:- 2:-"],
	["somebody told twice", [came("1", "1"), came("1")], "1:-"],
	["who leaves", [came("1", "2"), left("1")], "2:-"],
	["who leaves without having been there", [came("1"), left("2")], "1:-"],
	["who speaks", [came("1", "2"), spoke("2", 9, 1)], "1:- 2:9*"],
	["who fell silent", [came("2"), spoke("2", 9, 1), spoke("2", 9, 0)], "2:9"],
	["who speaks before they are told", [spoke("2", 9, 5)], "2:9*"],
	["who is told again while they speak", [spoke("2", 9, 1), came("2")], "2:9*"],
	["an SSRC that is not told again", [spoke("2", 9, 1), spoke("2", undefined, 0)], "2:9"],
	["a speaker without an SSRC", [spoke("2", undefined, 1)], "2:-*"],
	["who comes back", [spoke("2", 9, 1), left("2"), came("2")], "2:-"],
];

export = () => {
	describe("rosterAfter", () => {
		for (const [name, events, expected] of ROWS) {
			it(`should know ${name}`, () => {
				let roster = EMPTY_ROSTER;
				for (const event of events) roster = rosterAfter(roster, event);
				expect(tell(roster)).to.equal(expected);
			});
		}

		it("should be a new value where something changed, and the same where nothing did", () => {
			const before = rosterAfter(EMPTY_ROSTER, spoke("2", 9, 1));
			expect(rosterAfter(before, spoke("2", 9, 1))).to.equal(before);
			expect(rosterAfter(before, came("2"))).to.equal(before);
			expect(rosterAfter(before, left("3"))).to.equal(before);
			expect(rosterAfter(before, { kind: "resumed" })).to.equal(before);
			expect(rosterAfter(before, spoke("2", 9, 0))).never.to.equal(before);
			expect(tell(before)).to.equal("2:9*");
		});
	});
};
