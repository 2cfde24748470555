/// <reference types="@rbxts/testez/globals" />

import { isSameMedia, Media, MEDIA_REASONS, readMedia } from "../../../src/protocol/voice/media";
import { decodeJson } from "../../../src/runtime/json";

function tellMedia(media: Media | undefined): string {
	if (media === undefined) return "-";
	return media.kind === "live" ? "live" : `${media.kind} (${media.reason})`;
}

/** `state; full; +user level -user; user=level; number of faults`. */
function tell(data: unknown): string {
	const { state, isFull, speaking, levels, faults } = readMedia(data);
	const changes = speaking.map(({ userId, speaking: starts, level }) => `${starts ? "+" : "-"}${userId} ${level}`);
	const loudness = levels.map(({ userId, level }) => `${userId}=${level}`);
	return [tellMedia(state), isFull ? "full" : "", changes.join(" "), loudness.join(" "), faults.size()].join("; ");
}

/** By hand, from docs/relay.md, "Who speaks (media)". */
const ROWS: ReadonlyArray<readonly [name: string, json: string, expected: string]> = [
	["an empty record", "{}", "-; ; ; ; 0"],
	["live media", '{"state":"live"}', "live; ; ; ; 0"],
	[
		"media that opens",
		'{"state":"opening","full":true,"speaking":[]}',
		`unavailable (${MEDIA_REASONS.opening}); full; ; ; 0`,
	],
	["why media is unavailable", '{"state":"unavailable","reason":"mode: none"}', "unavailable (mode: none); ; ; ; 0"],
	["why it is lost", '{"state":"lost","reason":"silent: 20 s"}', "lost (silent: 20 s); ; ; ; 0"],
	["a loss without a reason", '{"state":"lost"}', "lost (the relay gave no reason); ; ; ; 0"],
	["a reason that is no text", '{"state":"lost","reason":5}', "lost (the relay gave no reason); ; ; ; 0"],
	["a state of a later version", '{"state":"video"}', "-; ; ; ; 1"],
	["a state that is no text", '{"state":1}', "-; ; ; ; 1"],
	["a start and a stop, in order", '{"speaking":[["1",1,15],["1",0,0]]}', "-; ; +1 1 -1 0; ; 0"],
	["a full set", '{"full":true,"speaking":[["1",1,0]]}', "-; full; +1 0; ; 0"],
	["a full that is not true", '{"full":1}', "-; ; ; ; 0"],
	["a stop with a level", '{"speaking":[["1",0,9]]}', "-; ; -1 0; ; 0"],
	["a start without a level", '{"speaking":[["1",1]]}', "-; ; +1 0; ; 0"],
	["levels beyond the scale", '{"speaking":[["1",1,99]],"levels":[["2",-1]]}', "-; ; +1 1; 2=0; 0"],
	["levels", '{"levels":[["1",3],["2",15]]}', "-; ; ; 1=0.2 2=1; 0"],
	["a level that is no number", '{"levels":[["1","3"]]}', "-; ; ; 1=0; 0"],
	["an id that is a number", '{"speaking":[[1,1,15],["2",1,15]]}', "-; ; +2 1; ; 1"],
	["a flag that is neither", '{"speaking":[["1",2,15],["2",true,15],["3",0,0]]}', "-; ; -3 0; ; 2"],
	["entries that are no lists", '{"speaking":["1",5,{},[]],"levels":[false]}', "-; ; ; ; 5"],
	["lists that are none", '{"speaking":5,"levels":"x"}', "-; ; ; ; 2"],
	["a list", "[]", "-; ; ; ; 0"],
	["text", '"live"', "-; ; ; ; 1"],
	["a number", "5", "-; ; ; ; 1"],
];

export = () => {
	describe("readMedia", () => {
		for (const [name, json, expected] of ROWS) {
			it(`should read ${name}`, () => {
				expect(tell(decodeJson(json))).to.equal(expected);
			});
		}

		it("should report other types than tables", () => {
			expect(tell(undefined)).to.equal("-; ; ; ; 1");
			expect(tell(buffer.create(3))).to.equal("-; ; ; ; 1");
		});
	});

	describe("isSameMedia", () => {
		it("should compare kind and reason", () => {
			const values: ReadonlyArray<Media> = [
				{ kind: "live" },
				{ kind: "lost", reason: "a" },
				{ kind: "lost", reason: "b" },
				{ kind: "unavailable", reason: "a" },
			];
			values.forEach((one, row) => {
				values.forEach((other, column) => expect(isSameMedia(one, other)).to.equal(row === column));
			});
		});
	});
};
