/** What a seat does when the main session ends, or resumes. By hand from issue 17 and docs/rooms.md. */

import { playScenes, SEATED, type TitledScene } from "../support/seatScenes.ts";

const SCENES: ReadonlyArray<TitledScene> = [
	[
		"should join once the cell is ready",
		[
			["want A", "A none disconnected"],
			["ready", "ask A", "A none joining"],
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
		"should leave a channel of an earlier process that nobody wants",
		[["ready resumed A"], ["wait 59"], ["wait 1", "ask -"], ["state -"]],
	],
	[
		"should leave and join a channel of an earlier process",
		[["ready resumed A"], ["want A", "ask -", "A none joining"], ["state -", "ask A"]],
	],
];

playScenes("Seat: main session", SCENES);
