/** What a seat does when another process with the bot takes it. By hand from issue 17 and docs/rooms.md. */

import { playScenes, SEATED, type Scene, type TitledScene } from "../support/seatScenes.ts";

/** Seated in A; another process takes the seat, and the retry succeeds. */
const RETRIED: Scene = [
	...SEATED,
	["state A theirs", "close", "robbed A", "A none robbed"],
	["wait 59"],
	["wait 1", "ask A", "A none joining"],
	["answer A", "open A t2", "A none opening"],
	["live", "A live"],
];

const SCENES: ReadonlyArray<TitledScene> = [
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
		"should not rejoin after a Resume if it was robbed",
		[
			...SEATED,
			["lost"],
			["state A theirs", "close", "robbed A", "A none disconnected"],
			["ready resumed theirs", "A none robbed"],
			["wait 60", "ask A", "A none joining"],
		],
	],
];

playScenes("Seat: thefts", SCENES);
