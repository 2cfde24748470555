/// <reference types="@rbxts/testez/globals" />

import {
	EMPTY_ROSTER,
	MemberProfile,
	Roster,
	rosterAfter,
	withLevel,
	withoutSpeakers,
	withProfile,
	withSpeaking,
} from "../../../src/protocol/voice/roster";
import { ServerEvent } from "../../../src/protocol/voice/serverEvent";

type Step = (roster: Roster) => Roster;

const after =
	(event: ServerEvent, silence?: false): Step =>
	(roster) =>
		rosterAfter(roster, event, silence);
/** While it is not known who speaks. */
const came = (...userIds: Array<string>) => after({ kind: "clientsConnect", userIds });
/** While media is live. */
const cameLive = (...userIds: Array<string>) => after({ kind: "clientsConnect", userIds }, false);
const left = (userId: string) => after({ kind: "clientDisconnect", userId });
const mapped = (userId: string, ssrc: number | undefined, flags: number) =>
	after({ kind: "speakerMapped", mapping: { userId, ssrc, flags } });
const starts =
	(userId: string, level: number): Step =>
	(roster) =>
		withSpeaking(roster, { userId, speaking: true, level });
const stops =
	(userId: string): Step =>
	(roster) =>
		withSpeaking(roster, { userId, speaking: false, level: 0 });
const sounds =
	(userId: string, level: number): Step =>
	(roster) =>
		withLevel(roster, { userId, level });
const silent: Step = (roster) => withoutSpeakers(roster, false);
const unknown: Step = (roster) => withoutSpeakers(roster, undefined);
const named =
	(userId: string, profile: MemberProfile): Step =>
	(roster) =>
		withProfile(roster, userId, profile);

/** `1:-/? 2:9/5 0.5 Ann`: 1 is known by id alone; 2, named Ann, has SSRC 9 with flags 5 and speaks at half level. */
function tell(roster: Roster): string {
	const lines: Array<string> = [];
	for (const [userId, { ssrc, flags, speaking, level, name }] of roster) {
		const state = speaking === undefined ? "?" : speaking ? `${level}` : "silent";
		assert(speaking === true || level === 0, "a level without speech");
		const audio = flags === undefined ? `${ssrc ?? "-"}` : `${ssrc ?? "-"}/${flags}`;
		lines.push(`${userId}:${audio} ${state}${name === undefined ? "" : ` ${name}`}`);
	}
	lines.sort();
	return lines.join(", ");
}

const ROWS: ReadonlyArray<readonly [name: string, steps: ReadonlyArray<Step>, expected: string]> = [
	["an empty channel", [], ""],
	["who is there", [came("1", "2")], "1:- ?, 2:- ?"],
	["who comes later", [came("1"), came("2")], "1:- ?, 2:- ?"],
	["who comes while media is live", [cameLive("1")], "1:- silent"],
	["a user told twice", [came("1", "1"), came("1")], "1:- ?"],
	["who leaves", [came("1", "2"), left("1")], "2:- ?"],
	["who leaves without having been there", [came("1"), left("2")], "1:- ?"],
	["op 5 as a mapping, never as speech", [cameLive("2"), mapped("2", 9, 1)], "2:9/1 silent"],
	["op 5 before op 11", [mapped("2", 9, 5)], "2:9/5 ?"],
	["op 5 with flags 0", [cameLive("2"), starts("2", 1), mapped("2", 9, 0)], "2:9/0 1"],
	["an SSRC that is not told again", [mapped("2", 9, 1), mapped("2", undefined, 0)], "2:9/0 ?"],
	["a start", [cameLive("2"), starts("2", 0.5)], "2:- 0.5"],
	["no start of a user who has left", [cameLive("2"), left("2"), starts("2", 0.5)], ""],
	["a stop", [cameLive("2"), starts("2", 0.5), stops("2")], "2:- silent"],
	["a stop of a user who has left", [stops("2")], ""],
	["a level", [cameLive("2"), starts("2", 0.5), sounds("2", 1)], "2:- 1"],
	["no level of a user who is silent", [cameLive("2"), sounds("2", 1)], "2:- silent"],
	["no level of a user who is not there", [sounds("2", 1)], ""],
	["who speaks while op 11 names them again", [cameLive("2"), starts("2", 1), cameLive("2")], "2:- 1"],
	["media that is lost", [cameLive("1", "2"), starts("2", 1), unknown], "1:- ?, 2:- ?"],
	["media that comes live", [came("1"), mapped("2", 9, 1), silent], "1:- silent, 2:9/1 silent"],
	["who comes back", [cameLive("2"), starts("2", 1), mapped("2", 9, 1), left("2"), came("2")], "2:- ?"],
	["a name", [came("1"), named("1", { name: "Ann" })], "1:- ? Ann"],
	["a name over a start", [came("1"), named("1", { name: "Ann" }), starts("1", 1)], "1:- 1 Ann"],
	["a name that is gone", [came("1"), named("1", { name: "Ann" }), named("1", {})], "1:- ?"],
	["no name of a user who is not there", [named("1", { name: "Ann" })], ""],
];

/** Each changes nothing the second time. */
const REPEATED: ReadonlyArray<readonly [name: string, step: Step]> = [
	["op 11", came("2")],
	["op 13", left("3")],
	["op 5", mapped("2", 9, 1)],
	["a start", starts("2", 0.5)],
	["a stop", stops("2")],
	["a level", sounds("2", 1)],
	["live media", silent],
	["lost media", unknown],
	["a profile", named("2", { name: "Ann", selfMute: true })],
	["Resumed", after({ kind: "resumed" })],
];

export = () => {
	describe("roster", () => {
		for (const [name, steps, expected] of ROWS) {
			it(`should know ${name}`, () => {
				let roster = EMPTY_ROSTER;
				for (const step of steps) roster = step(roster);
				expect(tell(roster)).to.equal(expected);
			});
		}

		for (const [name, step] of REPEATED) {
			it(`should stay the same value after ${name} again`, () => {
				const once = step(starts("2", 0.25)(came("1", "2")(EMPTY_ROSTER)));
				expect(step(once)).to.equal(once);
			});
		}

		it("should not change the old value", () => {
			const before = starts("2", 0.5)(cameLive("2")(EMPTY_ROSTER));
			expect(stops("2")(before)).never.to.equal(before);
			expect(tell(before)).to.equal("2:- 0.5");
		});

		it("should hold the whole profile", () => {
			const profile = {
				name: "Ann",
				avatarUrl: "https://cdn.example/a.png",
				selfMute: true,
				selfDeaf: false,
				serverMute: false,
				serverDeaf: true,
			};
			const member = named("1", profile)(came("1")(EMPTY_ROSTER)).get("1")!;
			for (const [name, value] of pairs(profile)) expect(member[name]).to.equal(value);
		});
	});
};
