/** What a seat does when people move it or object. By hand from issue 17 and docs/rooms.md. */

import { playScenes, SEATED, type TitledScene } from "../support/seatScenes.ts";

const SCENES: ReadonlyArray<TitledScene> = [
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
		"should pass on a deafen",
		[
			["ready"],
			["want A", "ask A", "A none joining"],
			["state A deaf"],
			["server", "open A t1", "deafened", "A none opening"],
			["state A", "undeafened"],
		],
	],
];

playScenes("Seat: people", SCENES);
