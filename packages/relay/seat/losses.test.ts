/** What a seat does with its voice session. By hand from issue 17 and docs/rooms.md. */

import { playScenes, SEATED, type TitledScene } from "../support/seatScenes.ts";

const SCENES: ReadonlyArray<TitledScene> = [
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

playScenes("Seat: voice sessions", SCENES);
