import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LANE_LIMIT, MARK_LIMIT, SpeakingLanes, WINDOW, type Lane, type LanePacket } from "./SpeakingLanes.ts";

const ADA = { channelId: "10", userId: "1", ssrc: 7 };

type Kind = LanePacket["kind"];

/** Lanes after packets from Ada at these times. */
function after(packets: ReadonlyArray<readonly [at: number, kind: Kind]>): SpeakingLanes {
	const lanes = new SpeakingLanes();
	for (const [at, kind] of packets) lanes.hearPacket({ ...ADA, size: 100, kind }, at);
	return lanes;
}

function only(lanes: SpeakingLanes, now: number): Lane {
	const [channel, ...others] = lanes.channels(now);
	assert.deepEqual([channel?.channelId, channel?.lanes.length, others], ["10", 1, []]);
	return channel!.lanes[0]!;
}

/** Speech from one time to another, with a packet every 20 ms. */
const speech = (from: number, to: number): ReadonlyArray<readonly [number, Kind]> =>
	Array.from({ length: (to - from) / 20 + 1 }, (_, index) => [from + index * 20, "speech"]);

/** By hand: packets, the current time, and the expected lane. */
const CASES: ReadonlyArray<{
	readonly title: string;
	readonly packets: ReadonlyArray<readonly [number, Kind]>;
	readonly now: number;
	readonly spoken: Lane["spoken"];
	readonly isSpeaking: boolean;
}> = [
	{ title: "speech", packets: speech(0, 200), now: 210, spoken: [[0, 200]], isSpeaking: true },
	{
		title: "speech without further packets",
		packets: speech(0, 200),
		now: 451,
		spoken: [[0, 200]],
		isSpeaking: false,
	},
	{
		title: "speech ended by silence frames",
		packets: [...speech(0, 200), [220, "silence"]],
		now: 221,
		spoken: [[0, 200]],
		isSpeaking: false,
	},
	{
		title: "a pause of 250 ms",
		packets: [...speech(0, 200), ...speech(450, 500)],
		now: 500,
		spoken: [[0, 490]],
		isSpeaking: true,
	},
	{
		title: "a pause of 251 ms",
		packets: [...speech(0, 200), ...speech(451, 511)],
		now: 511,
		spoken: [
			[0, 200],
			[451, 511],
		],
		isSpeaking: true,
	},
	{
		title: "one packet every 400 ms",
		packets: [0, 400, 800].map((at) => [at, "speech"]),
		now: 810,
		spoken: [],
		isSpeaking: false,
	},
	{
		title: "only silence",
		packets: [0, 20, 40].map((at) => [at, "silence"]),
		now: 50,
		spoken: [],
		isSpeaking: false,
	},
	{ title: "only padding", packets: [0, 20, 40].map((at) => [at, "other"]), now: 50, spoken: [], isSpeaking: false },
	{
		title: "no speech outside the window",
		packets: speech(0, 200),
		now: 200 + WINDOW,
		spoken: [],
		isSpeaking: false,
	},
];

describe("SpeakingLanes", () => {
	for (const { title, packets, now, spoken, isSpeaking } of CASES) {
		it(`should show ${title}`, () => {
			const lane = only(after(packets), now);
			assert.deepEqual([lane.spoken, lane.isSpeaking, lane.packets], [spoken, isSpeaking, packets.length]);
		});
	}

	it("should count bytes and packets of the last second", () => {
		const lanes = after(speech(0, 2000));
		const { bytes, rate, packets } = only(lanes, 2000);
		assert.deepEqual({ bytes, rate, packets }, { bytes: 10_100, rate: 50, packets: 101 });
		assert.equal(only(lanes, 3000).rate, 0);
	});

	it("should show op 5 without speech", () => {
		const lanes = new SpeakingLanes();
		lanes.hearMapping(ADA, 5);
		const { mapped, isSpeaking, ssrc } = only(lanes, 10);
		assert.deepEqual({ mapped, isSpeaking, ssrc }, { mapped: [5], isSpeaking: false, ssrc: 7 });
		assert.deepEqual(only(lanes, 5 + WINDOW).mapped, []);
	});

	it("should separate channels and sort members by id", () => {
		const lanes = new SpeakingLanes();
		for (const [channelId, userId] of [
			["20", "3"],
			["10", "2"],
			["10", "1"],
		] as const)
			lanes.hearMapping({ channelId, userId, ssrc: 1 }, 0);
		assert.deepEqual(
			lanes.channels(0).map((channel) => [channel.channelId, channel.lanes.map(({ userId }) => userId)]),
			[
				["10", ["1", "2"]],
				["20", ["3"]],
			],
		);
	});

	it("should drop the longest quiet member above the limit", () => {
		const lanes = after([[0, "speech"]]);
		for (let index = 0; index < LANE_LIMIT; index += 1)
			lanes.hearMapping({ ...ADA, userId: `other ${index}` }, index);
		const [channel] = lanes.channels(LANE_LIMIT);
		assert.equal(channel?.lanes.length, LANE_LIMIT);
		assert.ok(!channel?.lanes.some(({ userId }) => userId === ADA.userId));
	});

	it("should keep a bounded number of marks", () => {
		const lanes = new SpeakingLanes();
		for (let index = 0; index < 2 * MARK_LIMIT; index += 1) {
			lanes.hearMapping(ADA, index);
			for (const at of [0, 20]) lanes.hearPacket({ ...ADA, size: 1, kind: "speech" }, index * 300 + at);
		}
		const { mapped, spoken } = only(lanes, 2 * MARK_LIMIT * 300);
		assert.ok(mapped.length <= MARK_LIMIT && spoken.length <= MARK_LIMIT);
	});
});
