import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReplayWindow, type PacketOrder } from "./ReplayWindow.ts";

type Step = readonly [sequence: number, nonce: number, order: PacketOrder];

const HUNDRED: ReadonlyArray<Step> = Array.from({ length: 100 }, (_, index) => [index, index, "newest"] as const);

/** By hand: packets in the order in which they come. */
const STORIES: ReadonlyArray<readonly [title: string, steps: ReadonlyArray<Step>]> = [
	[
		"accept packets in order",
		[
			[7, 0, "newest"],
			[8, 1, "newest"],
			[9, 2, "newest"],
		],
	],
	[
		"refuse a repeated packet",
		[
			[7, 0, "newest"],
			[7, 0, "replay"],
			[8, 1, "newest"],
			[7, 0, "replay"],
			[8, 1, "replay"],
		],
	],
	[
		"accept a late packet once",
		[
			[7, 0, "newest"],
			[9, 2, "newest"],
			[8, 1, "late"],
			[8, 1, "replay"],
			[10, 3, "newest"],
		],
	],
	[
		"wrap around",
		[
			[65_534, 0, "newest"],
			[0, 2, "newest"],
			[65_535, 1, "late"],
			[65_534, 0, "replay"],
			[1, 3, "newest"],
		],
	],
	[
		"keep 64 packets",
		[
			[0, 0, "newest"],
			[63, 63, "newest"],
			[0, 0, "replay"],
			[1, 1, "late"],
			[64, 64, "newest"],
			[0, 0, "replay"],
		],
	],
	[
		"remember 33 packets back",
		[
			[0, 0, "newest"],
			[1, 1, "newest"],
			[33, 33, "newest"],
			[1, 1, "replay"],
			[2, 2, "late"],
			[0, 0, "replay"],
		],
	],
	[
		"remember 32 packets back",
		[
			[0, 0, "newest"],
			[32, 32, "newest"],
			[0, 0, "replay"],
			[1, 1, "late"],
			[1, 1, "replay"],
		],
	],
	[
		"refuse packets of long ago",
		[...HUNDRED, [0, 0, "replay"], [35, 35, "replay"], [36, 36, "replay"], [99, 99, "replay"]],
	],
	[
		"accept a gap of 64 and of 3,000 packets",
		[
			[0, 0, "newest"],
			[64, 1, "newest"],
			[3064, 2, "newest"],
			[3063, 3, "late"],
		],
	],
	[
		"accept a restart behind, whose nonce is new",
		[...HUNDRED, [20, 100, "newest"], [21, 101, "newest"], [20, 100, "replay"]],
	],
	["accept a restart ahead, whose nonce is new", [...HUNDRED, [9000, 100, "newest"], [9001, 101, "newest"]]],
	["refuse a jump ahead with an old nonce", [...HUNDRED, [9000, 50, "replay"], [100, 100, "newest"]]],
	[
		"wrap the nonce around",
		[
			[0, 0xfffffffe, "newest"],
			[5000, 0xffffffff, "newest"],
			[0, 1, "newest"],
			[5000, 0xffffffff, "replay"],
		],
	],
	[
		"accept any first packet",
		[
			[40_000, 0xffffffff, "newest"],
			[40_000, 0xffffffff, "replay"],
		],
	],
	[
		"judge by the nonce from 3,001 ahead",
		[
			[0, 5, "newest"],
			[3001, 4, "replay"],
			[3000, 4, "newest"],
		],
	],
	[
		"judge by the nonce from 64 behind",
		[
			[100, 9, "newest"],
			[36, 8, "replay"],
			[37, 8, "late"],
			[36, 10, "newest"],
			[37, 11, "newest"],
		],
	],
	[
		"refuse a jump with the same nonce",
		[
			[0, 5, "newest"],
			[9000, 5, "replay"],
			[9000, 6, "newest"],
		],
	],
	[
		"learn the nonce of a late packet",
		[
			[10, 0, "newest"],
			[9, 7, "late"],
			[9000, 6, "replay"],
			[9000, 8, "newest"],
		],
	],
	[
		"not learn the nonce of a replay",
		[
			[10, 0, "newest"],
			[10, 90, "replay"],
			[9000, 50, "newest"],
		],
	],
	[
		"remember packets over a gap of 39",
		[
			[0, 0, "newest"],
			[1, 1, "newest"],
			[40, 2, "newest"],
			[0, 3, "replay"],
			[1, 3, "replay"],
			[2, 3, "late"],
			[2, 4, "replay"],
		],
	],
];

describe("ReplayWindow", () => {
	for (const [title, steps] of STORIES) {
		it(`should ${title}`, () => {
			const window = new ReplayWindow();
			const orders = steps.map(([sequence, nonce]) => window.accept(sequence, nonce));
			assert.deepEqual(
				orders,
				steps.map(([, , order]) => order),
			);
		});
	}

	it("should remember exactly which packets came", () => {
		const window = new ReplayWindow();
		const seen = new Set<number>();
		for (let index = 0; index < 5000; index += 1) {
			// each sequence about twice, up to 40 behind the front
			const sequence = Math.max(0, (index >> 1) - ((index * 7919) % 41));
			const order = window.accept(sequence, index);
			assert.equal(order === "replay", seen.has(sequence), `packet ${index}, sequence ${sequence}`);
			seen.add(sequence);
		}
	});
});
