/// <reference types="@rbxts/testez/globals" />

import { readSegments } from "../../../src/protocol/room/readSegments";
import { RoomDraft } from "../../../src/protocol/room/RoomDraft";
import { freshRoom, RoomState } from "../../../src/protocol/room/roomState";
import { linesOf, roomText } from "../../support/roomLines";

type Changes = ReadonlyArray<unknown>;

/** Applies wire changes. */
function draw(state: RoomState, changes: Changes) {
	const draft = new RoomDraft(state);
	const faults = new Array<string>();
	for (const change of readSegments([[1, 1, "d", changes]]).segments[0].changes) {
		const fault = draft.apply(change);
		if (fault !== undefined) faults.push(fault);
	}
	const steps = draft.finish();
	return { steps, faults, state: steps.size() === 0 ? state : steps[steps.size() - 1].state };
}

/** A live channel with 1, who speaks, and 2, who does not. */
const LIVE = draw(freshRoom("9"), [
	["n", "9", "General"],
	["w", "live", ""],
	["m", "1", { name: "Ada" }],
	["m", "2", {}],
	["s", "1", 15],
]).state;

/** A guild with 1 in 8, and nobody in 9. */
const GUILD = draw(freshRoom(undefined), [
	["n", "8", "Music"],
	["n", "9", "General"],
	["m", "1", { channel: "8" }],
]).state;

const ROWS: ReadonlyArray<
	readonly [title: string, from: RoomState, changes: Changes, lines: string, faults?: ReadonlyArray<string>]
> = [
	["nothing", LIVE, [], ""],
	["a join", LIVE, [["m", "3", {}]], "3 joined 9 | 9: 1=1 2=- 3=-"],
	["a leave", LIVE, [["x", "2"]], "2 left 9 | 9: 1=1"],
	["a stop before a leave", LIVE, [["x", "1"]], "1 silent 0 | 9: 1=- 2=-\n1 left 9 | 9: 2=-"],
	["a leave of a stranger", LIVE, [["x", "7"]], ""],
	["a profile without an event", LIVE, [["m", "1", { name: "Ada L." }]], " | 9: 1=1 2=-"],
	["the same profile", LIVE, [["m", "1", { name: "Ada" }]], ""],
	["a start", LIVE, [["s", "2", 3]], "2 speaks 0.2 | 9: 1=1 2=0.2"],
	["a stop", LIVE, [["q", "1"]], "1 silent 0 | 9: 1=- 2=-"],
	["a stop of a silent user", LIVE, [["q", "2"]], ""],
	["a level", LIVE, [["v", "1", 3]], " | 9: 1=0.2 2=-"],
	["the same level", LIVE, [["v", "1", 15]], ""],
	["a level of a silent user", LIVE, [["v", "2", 3]], ""],
	["a second start as a level", LIVE, [["s", "1", 3]], " | 9: 1=0.2 2=-"],
	["a start of a stranger", LIVE, [["s", "7", 3]], "", ["a speaker who is not in the channel"]],
	[
		"starts of several users in one step",
		LIVE,
		[
			["s", "2", 3],
			["q", "1"],
			["m", "3", {}],
		],
		"2 speaks 0.2, 1 silent 0, 3 joined 9 | 9: 1=- 2=0.2 3=-",
	],
	[
		"a start and a stop of one user in two steps",
		LIVE,
		[
			["q", "1"],
			["s", "1", 3],
			["q", "1"],
		],
		"1 silent 0 | 9: 1=- 2=-\n1 speaks 0.2 | 9: 1=0.2 2=-\n1 silent 0 | 9: 1=- 2=-",
	],
	[
		"a join and a start in two steps",
		LIVE,
		[
			["m", "3", {}],
			["s", "3", 15],
		],
		"3 joined 9 | 9: 1=1 2=- 3=-\n3 speaks 1 | 9: 1=1 2=- 3=1",
	],
	[
		"the end of live speakers",
		LIVE,
		[["w", "elsewhere", "in Music"]],
		"1 silent 0 | 9: 1=- 2=-\nspeakers elsewhere in Music | 9: 1=? 2=?",
	],
	[
		"speakers that are live again",
		LIVE,
		[
			["w", "none", "kicked"],
			["w", "live", ""],
			["s", "2", 15],
		],
		"1 silent 0 | 9: 1=- 2=-\nspeakers none kicked | 9: 1=? 2=?\nspeakers live , 2 speaks 1 | 9: 1=- 2=1",
	],
	["the same speakers", LIVE, [["w", "live", ""]], ""],
	[
		"another reason",
		LIVE,
		[
			["w", "none", "a"],
			["w", "none", "b"],
			["m", "3", {}],
		],
		"1 silent 0 | 9: 1=- 2=-\nspeakers none a | 9: 1=? 2=?\nspeakers none b, 3 joined 9 | 9: 1=? 2=? 3=?",
	],
	[
		"a start although speakers are not live",
		LIVE,
		[
			["q", "1"],
			["w", "none", "a"],
			["s", "1", 3],
		],
		"1 silent 0 | 9: 1=- 2=-\nspeakers none a | 9: 1=? 2=?",
		["a speaker although speakers are not live"],
	],
	[
		"encryption",
		LIVE,
		[
			["e", { state: "none" }],
			["e", { state: "pending" }],
			["e", { state: "active", epoch: 2, code: "1" }],
		],
		"encryption pending | 9: 1=1 2=-\nencryption active | 9: 1=1 2=-",
	],
	["a gap", LIVE, [["g", "why"]], "gap why | 9: 1=1 2=-"],
	["another name", LIVE, [["n", "9", "Lounge"]], "channel 9 Lounge | 9: 1=1 2=-"],
	["the same name", LIVE, [["n", "9", "General"]], ""],
	["a name of another channel", LIVE, [["n", "8", "Music"]], "", ["a name of another channel"]],
	["the end of its channel", LIVE, [["z", "9"]], "", ["the room's channel is gone, but the room is not"]],

	["a join in a guild", GUILD, [["m", "2", { channel: "9" }]], "2 joined 9 | 8: 1=?; 9: 2=?"],
	["a move", GUILD, [["m", "1", { channel: "9" }]], "1 left 8, 1 joined 9 | 8: ; 9: 1=?"],
	[
		"a move and back",
		GUILD,
		[
			["m", "1", { channel: "9" }],
			["m", "1", { channel: "8" }],
		],
		"1 left 8, 1 joined 9 | 8: ; 9: 1=?\n1 left 9, 1 joined 8 | 8: 1=?; 9: ",
	],
	["a join in an unnamed channel", GUILD, [["m", "2", { channel: "7" }]], "2 joined 7 | 7: 2=?; 8: 1=?; 9: "],
	["a member without a channel", GUILD, [["m", "2", {}]], "", ["a member without a channel"]],
	["a leave in a guild", GUILD, [["x", "1"]], "1 left 8 | 8: ; 9: "],
	["the end of an empty channel", GUILD, [["z", "9"]], "channel 9 gone | 8: 1=?"],
	["the end of a channel with members", GUILD, [["z", "8"]], "1 left 8, channel 8 gone | 9: "],
	["the end of an unknown channel", GUILD, [["z", "7"]], ""],
	["a new channel", GUILD, [["n", "7", "Quiet"]], "channel 7 Quiet | 7: ; 8: 1=?; 9: "],
];

export = () => {
	describe("RoomDraft", () => {
		for (const [title, from, changes, lines, faults = []] of ROWS) {
			it(`should apply ${title}`, () => {
				const before = roomText(from);
				const drawn = draw(from, changes);
				expect(linesOf(drawn.steps)).to.equal(lines);
				expect(drawn.faults.join(", ")).to.equal(faults.join(", "));
				expect(roomText(from)).to.equal(before);
			});
		}

		it("should report each changed roster after the events of its step", () => {
			const { steps } = draw(GUILD, [["m", "1", { channel: "9" }]]);
			const kinds = steps[0].events.map(({ kind }) => kind);
			expect(kinds.join(",")).to.equal("left,joined,roster,roster");
		});

		it("should report the member as they joined and as they left", () => {
			const { steps } = draw(LIVE, [
				["m", "3", { name: "Bo", bot: true }],
				["x", "3"],
			]);
			for (const { events } of steps) {
				const [event] = events;
				assert(event.kind === "joined" || event.kind === "left");
				expect(event.member.name).to.equal("Bo");
				expect(event.member.bot).to.equal(true);
			}
			expect(steps.size()).to.equal(2);
		});

		it("should keep rosters of other channels", () => {
			const { state } = draw(GUILD, [["m", "2", { channel: "9" }]]);
			expect(state.channels.get("8")).to.equal(GUILD.channels.get("8"));
		});

		it("should copy a roster once for many changes", () => {
			const changes = new Array<defined>();
			for (const number of $range(1, 500)) changes.push(["m", `${number}0`, {}], ["v", "1", number % 15]);
			expect(draw(LIVE, changes).steps.size()).to.equal(1);
		});
	});
};
