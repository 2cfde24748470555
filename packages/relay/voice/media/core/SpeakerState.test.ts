import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SpeakerState } from "./SpeakerState.ts";

/** What comes: packets (`s` speech, `q` quiet, `0` silence, `-` nothing; upper case and `o` late), `w` a sweep, `x` a stop. */
const PACKETS = {
	s: ["speech", false],
	S: ["speech", true],
	q: ["quiet", false],
	Q: ["quiet", true],
	"0": ["silence", false],
	o: ["silence", true],
	"-": ["nothing", false],
} as const;

interface Story {
	readonly title: string;
	/** Events with the milliseconds before each: "s 20s" is speech, and speech 20 ms later. */
	readonly events: string;
	/** `+` start, `-` stop, `.` neither, for each event. */
	readonly changes: string;
}

const repeat = (event: string, count: number): string => Array.from({ length: count }, () => event).join(" ");

/** By hand from docs/speaking.md, "Start and stop". */
const STORIES: ReadonlyArray<Story> = [
	{ title: "start on the second speech packet", events: "s 20s 20s", changes: ".+." },
	{ title: "start within 100 ms", events: "s 100s", changes: ".+" },
	{ title: "not start after 101 ms", events: "s 101s 101s 100s", changes: "...+" },
	{ title: "not start on one packet each 400 ms", events: repeat("400s", 10), changes: ".........." },
	{ title: "not start on silence", events: repeat("20:0", 6), changes: "......" },
	{ title: "not start on speech between silence", events: "s 20:0 20s 20:0 20s", changes: "....." },
	{ title: "not start on what says nothing", events: "- 1- s 1- 1s", changes: "....+" },
	{ title: "stop on two silence packets in a row", events: "s 20s 20:0 20:0 20:0", changes: ".+.-." },
	{ title: "not stop on one silence packet", events: "s 20s 20:0 20s 20:0 20s", changes: ".+...." },
	{ title: "stop over padding between silence", events: "s 20s 20:0 1- 20:0", changes: ".+..-" },
	{ title: "stop 250 ms after speech", events: "s 20s 249w 1w 50w", changes: ".+.-." },
	{ title: "count from the last speech packet", events: "s 20s 200s 249w 1w", changes: ".+..-" },
	{ title: "go on over gaps below 250 ms", events: "s 20s 120s 240s 249s 249w", changes: ".+...." },
	{ title: "stop although padding comes", events: "s 20s 100- 100- 50- w", changes: ".+...-" },
	{ title: "start again after a stop", events: "s 20s 20:0 20:0 20s 20s", changes: ".+.-.+" },
	{ title: "need two packets after a timeout", events: "s 20s 250w s 20s", changes: ".+-.+" },
	{ title: "ignore late speech after a stop", events: "s 20s 20:0 20:0 1S 1S 1S", changes: ".+.-..." },
	{ title: "ignore late silence", events: "s 20s 1o 1o 1o", changes: ".+..." },
	{ title: "go on with late speech", events: "s 20s 200S 200w 50w", changes: ".+..-" },
	{ title: "not start on quiet", events: repeat("20q", 30), changes: ".".repeat(30) },
	{ title: "not start on speech between quiet", events: "s 20q 20s 20q 20s", changes: "....." },
	{
		title: "go on through 300 ms of quiet",
		events: `s 20s 20q ${repeat("20q", 15)} 20s`,
		changes: `.+${".".repeat(17)}`,
	},
	{
		title: "stop once quiet lasted longer",
		events: `s 20s 20q ${repeat("20q", 15)} 20q 20q`,
		changes: `.+${".".repeat(17)}-`,
	},
	{
		title: "count quiet from its last beginning",
		events: `s 20s 200q 100q 10s 200q 200w 10q 50q`,
		changes: ".+.......",
	},
	{ title: "ignore late quiet", events: "s 20s 20Q 200w 50w", changes: ".+..-" },
	{ title: "stop at once when told", events: "s 20s x x 20s 20s", changes: ".+-..+" },
];

const MARKS = { started: "+", stopped: "-" } as const;

function play(state: SpeakerState, events: string): string {
	let now = 5000;
	return events
		.split(" ")
		.map((event) => {
			const [, delay, kind] = /^(\d*?):?(.)$/.exec(event)!;
			now += Number(delay);
			if (kind === "w") return state.sweep(now);
			if (kind === "x") return state.stop();
			const [evidence, isLate] = PACKETS[kind as keyof typeof PACKETS];
			return state.hear(evidence, 5, isLate, now);
		})
		.map((transition) => (transition === undefined ? "." : MARKS[transition]))
		.join("");
}

describe("SpeakerState", () => {
	for (const { title, events, changes } of STORIES) {
		it(`should ${title}`, () => {
			const state = new SpeakerState();
			assert.equal(play(state, events), changes);
			assert.equal(state.isSpeaking, changes.lastIndexOf("+") > changes.lastIndexOf("-"));
		});
	}

	const hear = (state: SpeakerState, levels: ReadonlyArray<number>): void => {
		for (const level of levels) state.hear("speech", level, false, 0);
	};

	it("should give the peak level since it was taken", () => {
		const state = new SpeakerState();
		hear(state, [3, 9, 4]);
		assert.deepEqual([state.level, state.level, state.takeLevel()], [9, 9, 9]);
		hear(state, [2]);
		assert.deepEqual([state.takeLevel(), state.takeLevel()], [4, 2]);
	});

	it("should have level 0 once it stopped", () => {
		const state = new SpeakerState();
		hear(state, [3, 9]);
		state.stop();
		assert.equal(state.level, 0);
	});

	it("should not count the level of a stray packet", () => {
		const state = new SpeakerState();
		state.hear("speech", 15, false, 0);
		state.hear("speech", 2, false, 1000);
		state.hear("speech", 3, false, 1020);
		assert.equal(state.level, 3);
	});
});
