/** What a seat does and says, scene by scene. The expectations are written by hand from issue 17 and docs/rooms.md. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GUILD, SeatStage, stateOf } from "../support/SeatStage.ts";

type Scene = ReadonlyArray<readonly [input: string, ...expected: ReadonlyArray<string>]>;

const SEATED: Scene = [
	["ready"],
	["want A", "ask A", "A none joining"],
	["answer A", "open A t1", "A none opening"],
	["live", "A live"],
];

/** Seated in A; another process takes the seat, and the retry succeeds. */
const RETRIED: Scene = [
	...SEATED,
	["state A theirs", "close", "robbed A", "A none robbed"],
	["wait 59", ""],
	["wait 1", "ask A", "A none joining"],
	["answer A", "open A t2", "A none opening"],
	["live", "A live"],
];

const SCENES: ReadonlyArray<readonly [title: string, scene: Scene]> = [
	["should join at the first watch, and open a session", SEATED],
	[
		"should join once the cell is ready",
		[
			["want A", "A none disconnected"],
			["ready", "ask A", "A none joining"],
		],
	],
	[
		"should take the voice server before the voice state",
		[["ready"], ["want A", "ask A", "A none joining"], ["server"], ["state A", "open A t1", "A none opening"]],
	],
	[
		"should not use a voice server from before it asked",
		[
			["ready"],
			["server"],
			["want A", "ask A", "A none joining"],
			["state A"],
			["server", "open A t2", "A none opening"],
		],
	],
	[
		"should ignore a lost voice server from before the answer",
		[
			["ready"],
			["want A", "ask A", "A none joining"],
			["server none"],
			["state -"],
			["answer A", "open A t2", "A none opening"],
		],
	],
	["should ask once for many watches", [...SEATED, ["want A"], ["want A"]]],
	[
		"should stay for a minute after the last watcher",
		[
			...SEATED,
			["unwant A"],
			["wait 59"],
			["wait 1", "close", "ask -", "A none joining"],
			["state -"],
			["wait 600"],
		],
	],
	[
		"should stay if a watcher returns within the minute",
		[...SEATED, ["unwant A"], ["wait 59"], ["want A"], ["wait 600"]],
	],
	[
		"should join again after it left",
		[
			...SEATED,
			["unwant A"],
			["wait 60", "close", "ask -", "A none joining"],
			["want A", "A none joining"],
			["state -", "ask A"],
		],
	],
	[
		"should join again though Discord does not confirm that it left",
		[
			...SEATED,
			["unwant A"],
			["wait 60", "close", "ask -", "A none joining"],
			["want A", "A none joining"],
			["wait 3", "ask A"],
		],
	],
	["should give the seat to the first channel", [...SEATED, ["want B", "B elsewhere"]]],
	[
		"should give the seat to the next channel a minute after the first",
		[
			...SEATED,
			["want B", "B elsewhere"],
			["unwant A"],
			["wait 59"],
			["wait 1", "close", "ask B", "A elsewhere", "B none joining"],
			["state A"],
			["answer B", "open B t2", "B none opening"],
			["live", "B live"],
		],
	],
	[
		"should pair the server of the next channel with its own state",
		[
			...SEATED,
			["want B", "B elsewhere"],
			["unwant A"],
			["wait 60", "close", "ask B", "A elsewhere", "B none joining"],
			["server"],
			["state B", "open B t2", "B none opening"],
		],
	],
	[
		"should follow a person who drags it to another wanted channel",
		[
			...SEATED,
			["want B", "B elsewhere"],
			["state B", "close", "moved A B", "A elsewhere", "B none moved"],
			["server", "open B t2", "B none opening"],
			["live", "B live"],
			["wait 600"],
		],
	],
	[
		"should stay where a person dragged it until a new watch asks",
		[
			...SEATED,
			["state D", "close", "moved A D", "A elsewhere"],
			["server", "open D t2"],
			["live", "D live"],
			["wait 600"],
			["want A", "close", "ask A", "A none joining", "D elsewhere"],
		],
	],
	[
		"should follow a drag that closes the session first",
		[
			...SEATED,
			["closed 4014", "close", "A none 4014"],
			["state D", "moved A D", "A elsewhere"],
			["server", "open D t2"],
		],
	],
	[
		"should leave and join if a drag brings no voice server",
		[
			...SEATED,
			["state D", "close", "moved A D", "A elsewhere"],
			["wait 10", "ask -", "A none joining"],
			["state -", "ask D", "A elsewhere"],
		],
	],
	[
		"should rest after a kick until a new watch asks",
		[
			...SEATED,
			["state -", "close", "A none left"],
			["closed late"],
			["wait 600"],
			["want A", "ask A", "A none joining"],
			["answer A", "open A t2", "A none opening"],
		],
	],
	[
		"should rest after 4014 without a new state",
		[
			...SEATED,
			["closed 4014", "close", "A none 4014"],
			["wait 9"],
			["wait 1", "A none 4014"],
			["wait 600"],
			["want A", "ask -", "A none joining"],
			["state -", "ask A"],
		],
	],
	[
		"should join again if the end of the main session explains 4014",
		[
			...SEATED,
			["closed 4014", "close", "A none 4014"],
			["wait 10", "A none 4014"],
			["lost", "A none disconnected"],
			["ready fresh -", "ask A", "A none joining"],
		],
	],
	[
		"should stay away from a channel that it was kicked from, in a fresh session",
		[
			...SEATED,
			["state -", "close", "A none left"],
			["lost", "A none disconnected"],
			["ready fresh -", "A none left"],
		],
	],
	[
		"should rest after 4014 and a state without a channel",
		[...SEATED, ["closed 4014", "close", "A none 4014"], ["state -", "A none 4014"], ["wait 600"]],
	],
	[
		"should rest after the channel was deleted",
		[...SEATED, ["closed 4022", "close", "A none 4022"], ["state -", "A none 4022"], ["unwant A"], ["wait 600"]],
	],
	[
		"should give the seat to the channel of the new watch after a kick",
		[...SEATED, ["state -", "close", "A none left"], ["want B", "ask B", "A elsewhere", "B none joining"]],
	],
	[
		"should take the kick of a bot that waits for its voice server",
		[["ready"], ["want A", "ask A", "A none joining"], ["state A"], ["state -", "A none left"], ["wait 600"]],
	],
	[
		"should open another session for another voice server",
		[...SEATED, ["closed 4014", "close", "A none 4014"], ["server", "open A t2", "A none opening"]],
	],
	[
		"should wait while Discord looks for another voice server",
		[
			...SEATED,
			["server none", "close", "A none unallocated"],
			["wait 59"],
			["server", "open A t3", "A none opening"],
		],
	],
	[
		"should leave and join if Discord finds no other voice server",
		[
			...SEATED,
			["server none", "close", "A none unallocated"],
			["wait 60", "ask -", "A none joining"],
			["state -", "ask A"],
		],
	],
	["should stop a robbed session, and try once more", RETRIED],
	[
		"should take a theft that closes the session with 4014 first",
		[
			...SEATED,
			["closed 4014", "close", "A none 4014"],
			["state A theirs", "robbed A", "A none robbed"],
			["state - theirs"],
			["wait 60", "ask A", "A none joining"],
		],
	],
	[
		"should take a theft that closes the session with 4006 first",
		[
			...SEATED,
			["closed 4006", "close", "A none 4006"],
			["state A theirs", "robbed A", "A none robbed"],
			["wait 59"],
			["wait 1", "ask A", "A none joining"],
		],
	],
	[
		"should not fight a second theft",
		[
			...RETRIED,
			["state A theirs", "close", "robbed A", "A none robbedAgain"],
			["wait 3600"],
			["want A", "ask A", "A none joining"],
		],
	],
	[
		"should not retry earlier for a new watch",
		[
			...SEATED,
			["state A theirs", "close", "robbed A", "A none robbed"],
			["wait 30"],
			["want A"],
			["wait 29"],
			["wait 1", "ask A", "A none joining"],
		],
	],
	[
		"should retry again after a theft long ago",
		[
			...RETRIED,
			["wait 600"],
			["state A theirs", "close", "robbed A", "A none robbed"],
			["wait 60", "ask A", "A none joining"],
		],
	],
	[
		"should ignore the state of a session that it replaces",
		[
			["ready"],
			["want A", "ask A", "A none joining"],
			["state B theirs"],
			["answer A", "open A t1", "A none opening"],
		],
	],
	["should ignore the end of another session", [...SEATED, ["state - theirs"]]],
	[
		"should leave and join for new credentials",
		[
			...SEATED,
			["closed 4006", "close", "A none 4006"],
			["wait 1", "ask -", "A none joining"],
			["state -", "ask A"],
			["answer A", "open A t2", "A none opening"],
		],
	],
	[
		"should ignore a late confirmation that it left",
		[
			...SEATED,
			["closed 4006", "close", "A none 4006"],
			["wait 1", "ask -", "A none joining"],
			["wait 3", "ask A"],
			["state -"],
			["answer A", "open A t2", "A none opening"],
		],
	],
	[
		"should ignore a state from before it left",
		[
			...SEATED,
			["unwant A"],
			["wait 60", "close", "ask -", "A none joining"],
			["state A"],
			["wait 3"],
			["want A", "ask A", "A none joining"],
		],
	],
	[
		"should wait longer each time that credentials are refused",
		[
			...SEATED,
			["closed 4006", "close", "A none 4006"],
			["wait 1", "ask -", "A none joining"],
			["state -", "ask A"],
			["answer A", "open A t2", "A none opening"],
			["closed 4006", "close", "A none 4006"],
			["wait 1"],
			["wait 1", "ask -", "A none joining"],
			["state -", "ask A"],
		],
	],
	[
		"should leave after a final close code, until a new watch asks",
		[
			...SEATED,
			["closed 4017", "close", "ask -", "A none 4017"],
			["state -"],
			["wait 600"],
			["want A", "ask A", "A none joining"],
		],
	],
	[
		"should try a full channel again, with growing pauses",
		[
			["ready"],
			["want A", "ask A", "A none joining"],
			["wait 10", "A none unanswered"],
			["wait 9"],
			["wait 1", "ask A", "A none joining"],
			["wait 10", "A none unanswered"],
			["wait 19"],
			["wait 1", "ask A", "A none joining"],
		],
	],
	[
		"should take a late answer",
		[
			["ready"],
			["want A", "ask A", "A none joining"],
			["wait 12", "A none unanswered"],
			["answer A", "A none joining", "open A t1", "A none opening"],
		],
	],
	[
		"should try the next channel if the first is full",
		[
			["ready"],
			["want A", "ask A", "A none joining"],
			["want B", "B elsewhere"],
			["wait 10", "ask B", "A elsewhere", "B none joining"],
		],
	],
	[
		"should leave a channel whose voice server never comes",
		[
			["ready"],
			["want A", "ask A", "A none joining"],
			["state A"],
			["wait 10", "ask -", "A none unanswered"],
			["state -"],
			["wait 10", "ask A", "A none joining"],
		],
	],
	["should keep the session while the cell resumes", [...SEATED, ["lost"], ["wait 30"], ["ready resumed A"]]],
	[
		"should rejoin if a Resume shows no voice state",
		[...SEATED, ["lost"], ["ready resumed -", "close", "ask A", "A none joining"]],
	],
	[
		"should rejoin if the session ended during the outage",
		[
			...SEATED,
			["lost"],
			["closed 4014", "close", "A none 4014"],
			["state -"],
			["wait 30"],
			["ready resumed -", "ask A", "A none joining"],
		],
	],
	[
		"should leave and join after a Resume without its voice session",
		[
			...SEATED,
			["lost"],
			["closed 4006", "close", "A none 4006"],
			["wait 30"],
			["ready resumed A", "ask -", "A none joining"],
			["state -", "ask A"],
		],
	],
	[
		"should follow a drag that a Resume replays",
		[
			...SEATED,
			["lost"],
			["state D", "close", "moved A D", "A elsewhere"],
			["server", "open D t2"],
			["ready resumed D"],
		],
	],
	[
		"should join again with a fresh session",
		[
			...SEATED,
			["lost"],
			["ready fresh -", "close", "ask A", "A none joining"],
			["answer A", "open A t2", "A none opening"],
		],
	],
	[
		"should leave first if the old session is still shown",
		[...SEATED, ["lost"], ["ready fresh A", "close", "ask -", "A none joining"], ["wait 3", "ask A"]],
	],
	[
		"should ask again if the request was lost with the session",
		[
			["ready"],
			["want A", "ask A", "A none joining"],
			["lost", "A none disconnected"],
			["ready resumed -", "ask A", "A none joining"],
		],
	],
	[
		"should not rejoin after a Resume if it was robbed",
		[
			...SEATED,
			["lost"],
			["state A theirs", "close", "robbed A", "A none disconnected"],
			["ready resumed theirs", "A none robbed"],
			["wait 60", "ask A", "A none joining"],
		],
	],
	[
		"should leave a channel of an earlier process that nobody wants",
		[["ready resumed A"], ["wait 59"], ["wait 1", "ask -"], ["state -"]],
	],
	[
		"should leave and join a channel of an earlier process",
		[["ready resumed A"], ["want A", "ask -", "A none joining"], ["state -", "ask A"]],
	],
	[
		"should pass on a deafen",
		[
			["ready"],
			["want A", "ask A", "A none joining"],
			["state A deaf"],
			["server", "open A t1", "deafened", "A none opening"],
			["state A", "undeafened"],
		],
	],
	[
		"should begin a fresh session when media is lost",
		[...SEATED, ["media lost", "close", "A none no"], ["wait 1", "ask -", "A none joining"], ["state -", "ask A"]],
	],
	["should say that media is unavailable", [...SEATED, ["media unavailable", "A none discovery"]]],
	[
		"should report encryption, and its end with the session",
		[
			...SEATED,
			["encryption active", "A encryption active"],
			["state -", "close", "A encryption none", "A none left"],
		],
	],
	["should report speakers", [...SEATED, ["speaks", "A +7"]]],
];

const INPUTS: Readonly<Record<string, (stage: SeatStage, ...words: ReadonlyArray<string>) => void>> = {
	ready: ({ seat, sessionId }, kind = "fresh", where = "-") => {
		const actual = where === "theirs" ? stateOf("A", "theirs") : stateOf(where === "-" ? "" : where, sessionId);
		seat.cellReady(kind === "fresh", where === "-" ? undefined : actual);
	},
	lost: ({ seat }) => seat.cellLost(),
	want: ({ seat }, channelId = "") => seat.want(channelId),
	unwant: ({ seat }, channelId = "") => seat.unwant(channelId),
	answer: (stage, channelId = "") => stage.answer(channelId),
	state: (stage, channelId = "", word = "") => {
		const changes = word === "deaf" ? { deaf: true } : {};
		stage.state(channelId === "-" ? "" : channelId, word === "theirs" ? word : undefined, changes);
	},
	server: (stage, word) => stage.server(word === "none" ? null : undefined),
	live: (stage) => stage.live(),
	closed: (stage, code = "") => {
		if (code === "late") stage.sessions.at(-1)?.events.onEnd({ code: 4014, reason: "late" });
		else stage.closed(Number(code));
	},
	media: ({ session }, kind) => {
		const reason = kind === "lost" ? "silent: 20 s" : "discovery: no answer";
		session.events.onMedia({ kind: kind as "lost" | "unavailable", reason });
	},
	encryption: ({ session }) => session.events.onEncryption({ state: "active", epoch: 1, code: "1" }),
	speaks: ({ session }) => session.events.onSpeaking({ userId: "7", speaking: true, level: 1 }),
	wait: ({ clock }, seconds) => clock.advance(Number(seconds) * 1000),
};

describe("Seat", () => {
	for (const [title, scene] of SCENES) {
		it(title, () => {
			const stage = new SeatStage();
			for (const [input, ...expected] of scene) {
				const [name = "", ...words] = input.split(" ");
				INPUTS[name]?.(stage, ...words);
				assert.deepEqual(
					stage.take(),
					expected.filter((line) => line !== ""),
					`after "${input}"`,
				);
			}
		});
	}

	it("should begin at most three fresh sessions in ten minutes", () => {
		const stage = new SeatStage();
		stage.seat.cellReady(true, undefined);
		stage.seat.want("A");
		stage.answer("A");
		for (let round = 0; round < 3; round += 1) {
			stage.session.events.onMedia({ kind: "lost", reason: "silent" });
			stage.clock.advance(1000);
			stage.state("");
			stage.answer("A");
		}
		stage.take();
		stage.session.events.onMedia({ kind: "lost", reason: "silent" });
		stage.clock.advance(60_000);
		assert.deepEqual(stage.take(), ["A none silent"]);
		assert.match(stage.seat.speakersOf("A").reason, /3 fresh sessions in 10 minutes did not help/);
	});

	it("should leave at its end, unless a Resume may follow", () => {
		for (const [isLeaving, expected] of [
			[true, ["close", "ask -"]],
			[false, ["close"]],
		] as const) {
			const stage = new SeatStage();
			stage.seat.cellReady(true, undefined);
			stage.seat.want("A");
			stage.answer("A");
			stage.take();
			stage.seat.close(isLeaving);
			stage.seat.close(isLeaving);
			stage.state("");
			stage.seat.want("A");
			assert.deepEqual(stage.take(), expected);
			assert.equal(stage.clock.pending, 0);
		}
	});

	it("should send no op 4 at its end if it was robbed", () => {
		const stage = new SeatStage();
		stage.seat.cellReady(true, undefined);
		stage.seat.want("A");
		stage.answer("A");
		stage.state("A", "theirs");
		stage.take();
		stage.seat.close(true);
		assert.deepEqual(stage.take(), []);
	});

	it("should ignore voice states of others, of other guilds, and malformed ones", () => {
		const stage = new SeatStage();
		stage.seat.cellReady(true, undefined);
		stage.seat.want("A");
		stage.take();
		for (const body of [undefined, null, 1, "", {}, stateOf("A", "ours", { user_id: "1" }), stateOf("A", "")]) {
			stage.seat.takeVoiceState(body);
		}
		stage.state("A");
		for (const body of [undefined, {}, { guild_id: "1", token: "t", endpoint: "e" }, { guild_id: GUILD }]) {
			stage.seat.takeVoiceServer(body);
		}
		assert.deepEqual(stage.take(), []);
	});

	it("should try again if op 4 was not sent", () => {
		const stage = new SeatStage();
		stage.seat.cellReady(true, undefined);
		stage.isCellReady = false;
		stage.seat.want("A");
		assert.deepEqual(stage.take(), ["A none joining"]);
		stage.isCellReady = true;
		stage.clock.advance(20_000);
		assert.deepEqual(stage.take(), ["A none unanswered", "ask A", "A none joining"]);
	});

	it("should survive an event that throws, and calls from inside events", () => {
		const stage = new SeatStage((line, { seat }) => {
			if (line === "A none joining") seat.want("B");
			if (line === "A none opening") throw new Error("a mistake of the listener");
		});
		stage.seat.cellReady(true, undefined);
		stage.seat.want("A");
		assert.deepEqual(stage.take(), ["ask A", "A none joining", "B elsewhere"]);
		stage.answer("A");
		stage.live();
		assert.deepEqual(stage.take(), ["open A t1", "A none opening", "A live"]);
	});
});
