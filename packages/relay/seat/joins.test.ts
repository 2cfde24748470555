/** When a seat joins, moves and leaves. By hand from issue 17 and docs/rooms.md. */

import { playScenes, SEATED, type TitledScene } from "../support/seatScenes.ts";

const SCENES: ReadonlyArray<TitledScene> = [
	["should join at the first watch, and open a session", SEATED],
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
];

playScenes("Seat: joins", SCENES);
