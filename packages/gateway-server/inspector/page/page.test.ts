import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InspectorEntry } from "../Recorder.ts";
import type { ChannelEncryption, SessionSnapshot } from "../snapshot.ts";
import { factsOf } from "./facts.mjs";
import { passes, rowOf } from "./filter.mjs";
import { channelOf, placeOf } from "./lanes.mjs";
import { isSplit } from "./privacyCodes.mjs";
import { Series, widenBreaks } from "./series.mjs";

const FRAME: InspectorEntry = {
	...{ type: "frame", at: 5, connection: 2, sessionId: "s", gateway: "voice", direction: "in", size: 9 },
	...{
		kind: "json",
		op: 5,
		opName: "Speaking",
		eventName: undefined,
		seq: undefined,
		header: "op 5 Speaking · 9 bytes",
		body: '{"op":5}',
	},
};
const CLOSED: InspectorEntry = {
	...{ type: "event", at: 6 },
	event: { kind: "closed", connection: 2, sessionId: "s", code: 4006, reason: "", by: "server" },
};
const EVERYTHING = { sessionId: "", direction: "", gateway: "", opcode: "", text: "" };

describe("rowOf", () => {
	it("should describe an event", () => {
		assert.deepEqual(rowOf(CLOSED), {
			...{
				at: 6,
				direction: "event",
				gateway: "voice",
				connection: 2,
				sessionId: "s",
				op: "",
				opName: "",
				what: "closed",
			},
			...{ header: "code 4006 · by server", body: "code 4006 · by server" },
		});
	});

	it("should show the content and verdict of DAVE messages", () => {
		const verdict = { kind: "ignored", reason: "user is joining" } as const;
		const about = { connection: 2, sessionId: "s", opcode: 23, payload: { transition_id: 7 } };
		const event = { kind: "dave", ...about, verdict } as const;
		const verdictText = 'verdict {"kind":"ignored","reason":"user is joining"}';
		assert.equal(
			rowOf({ type: "event", at: 6, event })?.body,
			`opcode 23 · payload {"transition_id":7} · ${verdictText}`,
		);
	});

	it("should name a dispatch by its event", () => {
		const dispatch: InspectorEntry = {
			...{ ...FRAME, gateway: "main", op: 0, opName: "Dispatch", eventName: "READY", seq: 1 },
		};
		const row = rowOf(dispatch)!;
		assert.deepEqual([row.what, row.opName, row.gateway], ["READY", "Dispatch", "main"]);
		for (const opcode of ["0", "dispatch", "ready"]) assert.ok(passes(row, { ...EVERYTHING, opcode }), opcode);
	});

	it("should name the gateway of an event", () => {
		const event: InspectorEntry = {
			...{ type: "event", at: 6, event: { kind: "connected", connection: 1, gateway: "main" } },
		};
		assert.deepEqual([rowOf(event)?.gateway, rowOf(event)?.body], ["main", ""]);
	});

	it("should not list measurements", () => {
		assert.equal(rowOf({ type: "ping", at: 1, sessionId: "s", latency: 2 }), undefined);
	});
});

describe("passes", () => {
	const cases = [
		{ filter: {}, frame: true, event: true },
		{ filter: { sessionId: "s" }, frame: true, event: true },
		{ filter: { sessionId: "t" }, frame: false, event: false },
		{ filter: { direction: "in" }, frame: true, event: false },
		{ filter: { direction: "out" }, frame: false, event: false },
		{ filter: { direction: "event" }, frame: false, event: true },
		{ filter: { gateway: "voice" }, frame: true, event: true },
		{ filter: { gateway: "main" }, frame: false, event: false },
		{ filter: { opcode: "5" }, frame: true, event: false },
		{ filter: { opcode: "50" }, frame: false, event: false },
		{ filter: { opcode: " speak" }, frame: true, event: false },
		{ filter: { text: "4006" }, frame: false, event: true },
		{ filter: { text: '{"OP"' }, frame: true, event: false },
		{ filter: { text: "speak", direction: "out" }, frame: false, event: false },
	];
	for (const { filter, frame, event } of cases) {
		it(`should filter by ${JSON.stringify(filter)}`, () => {
			assert.equal(passes(rowOf(FRAME)!, { ...EVERYTHING, ...filter }), frame);
			assert.equal(passes(rowOf(CLOSED)!, { ...EVERYTHING, ...filter }), event);
		});
	}

	it("should assign a Hello to its connection's session", () => {
		const hello = { ...rowOf(FRAME)!, sessionId: undefined };
		assert.equal(passes(hello, { ...EVERYTHING, sessionId: "s" }), false);
		assert.equal(passes(hello, { ...EVERYTHING, sessionId: "s" }, "s"), true);
	});
});

describe("Series", () => {
	it("should keep measurements by session in plot units", () => {
		const series = new Series();
		const beat = { type: "heartbeat", at: 4000, sessionId: "s", acknowledged: true } as const;
		assert.equal(series.add({ ...beat, spacing: undefined }), false);
		assert.equal(series.add({ ...beat, spacing: 1500 }), true);
		series.add({ ...beat, at: 6000, spacing: 2000, acknowledged: false });
		series.add({ type: "ping", at: 6500, sessionId: "s", latency: 12 });
		assert.equal(series.add(FRAME), false);
		assert.deepEqual(series.of("s"), [
			{ at: 4, spacing: 1.5 },
			{ at: 6, spacing: null, silent: 2 },
			{ at: 6.5, ping: 12 },
		]);
		assert.deepEqual(series.of("t"), []);
	});

	it("should break the lines where the connection ended", () => {
		const series = new Series();
		assert.equal(series.add(CLOSED), false);
		series.add({ type: "ping", at: 5, sessionId: "s", latency: 1 });
		assert.equal(series.add(CLOSED), true);
		assert.deepEqual(series.of("s").at(-1), { at: 0.006, spacing: null, ping: null });
	});

	it("should drop the oldest points", () => {
		const series = new Series();
		for (let at = 1; at <= 1000; at++) series.add({ type: "ping", at, sessionId: "s", latency: at });
		assert.equal(series.of("s").length, 600);
		assert.equal(series.of("s")[0]?.ping, 401);
	});
});

describe("widenBreaks", () => {
	const none = undefined;
	const cases = [
		{ given: [], expected: [] },
		{ given: [1, none, 2], expected: [1, none, 2] },
		{ given: [1, none, null, none, 2, none, 3], expected: [1, null, null, null, 2, none, 3] },
		{ given: [none, null, 1], expected: [null, null, 1] },
		{ given: [1, null, none], expected: [1, null, null] },
		{ given: [0, null, 0], expected: [0, null, 0] },
	];
	for (const { given, expected } of cases) {
		it(`should make ${JSON.stringify(expected)}`, () => assert.deepEqual(widenBreaks(given), expected));
	}
});

describe("factsOf", () => {
	const STATS: SessionSnapshot["stats"] = {
		...{ state: "connected", connected: true, resumes: 1, connections: 2, replayed: 3, heartbeats: 4, pongs: 5 },
		...{ lastSequence: 6, lastSequenceAcknowledged: -1 },
	};
	const SHARED = [
		["Sequence", "6, acknowledged none"],
		["Heartbeats", "4"],
		["Connections", "2; 1 Resumes, 3 replayed"],
	];

	const VOICE = { id: "s", gateway: "voice", stats: STATS, intents: [], values: {} } as const;
	const ROOM = {
		version: 1,
		epoch: 3,
		members: ["1", "2"],
		privacyCodes: {},
		joining: ["3"],
		pending: ["4"],
		plain: ["5"],
		proposals: 1,
		transitions: [{ id: 7, awaited: ["2", "4"] }],
	};

	it("should include a main session's user, shard and intents", () => {
		const stats = { ...STATS, userId: "7", intents: 513, shard: [1, 4], connection: 8 } as const;
		const intents = ["Guilds", "GuildMessages"];
		assert.deepEqual(factsOf({ id: "s", gateway: "main", stats, intents, values: {} }), [
			...[
				["State", "connected"],
				["User", "7"],
				["Connection", "main 8"],
				["Shard", "1 of 4"],
			],
			...SHARED,
			["Intents", "Guilds, GuildMessages"],
		]);
	});

	it("should describe a channel's encryption", () => {
		const told = (encryption: Omit<ChannelEncryption, "channelId">) =>
			factsOf({ ...VOICE, encryption: { channelId: "9", ...encryption } }).filter(([name]) =>
				/E2EE|Channel/.test(name),
			);
		assert.deepEqual(told({ mode: "off", room: undefined }), [
			["Channel", "9"],
			["E2EE", "off, DAVE messages only by script or by hand"],
		]);
		assert.deepEqual(told({ mode: "offered", room: ROOM }), [
			["Channel", "9"],
			["E2EE", "offered, epoch 3"],
			["E2EE members", "1, 2"],
			["E2EE pending", "3, 4, 2"],
			["Without E2EE", "5"],
		]);
		const begun = told({ mode: "required", room: { ...ROOM, epoch: 0, members: [], plain: [] } });
		assert.deepEqual(begun.slice(1, 3), [
			["E2EE", "required, no group yet"],
			["E2EE members", "none"],
		]);
	});

	/** By hand: codes reported by members 1, 2 and 3, and the expected fact. */
	const [one, two, three] = ["1".repeat(30), "2".repeat(30), "123456789012345678901234567890"] as const;
	const [ones, twos] = ["11111 11111 11111 11111 11111 11111", "22222 22222 22222 22222 22222 22222"] as const;
	const codes: ReadonlyArray<
		readonly [privacyCodes: Readonly<Record<string, string>>, fact: ReturnType<typeof factsOf>[number]]
	> = [
		[{}, ["Privacy code", "not reported"]],
		[{ 2: three }, ["Privacy code", "12345 67890 12345 67890 12345 67890, reported by 1 of 3"]],
		[{ 1: one, 2: one, 3: one }, ["Privacy code", `${ones}, reported by 3 of 3`]],
		[{ 1: one, 3: two }, ["Privacy codes differ", `${ones} at 1\n${twos} at 3\nnot reported by 2`, "bad"]],
		[{ 1: two, 2: one, 3: two }, ["Privacy codes differ", `${twos} at 1, 3\n${ones} at 2`, "bad"]],
	];
	for (const [privacyCodes, fact] of codes) {
		it(`should show ${JSON.stringify(fact)}`, () => {
			const room = { ...ROOM, members: ["1", "2", "3"], privacyCodes };
			const facts = factsOf({ ...VOICE, encryption: { channelId: "9", mode: "required", room } });
			assert.deepEqual(facts.at(-1), fact);
			assert.equal(isSplit(room), fact[2] === "bad");
		});
	}

	it("should have no privacy code without a group or encryption", () => {
		const rooms = [undefined, { ...ROOM, epoch: 0, members: [] }];
		for (const room of rooms) {
			const facts = factsOf({ ...VOICE, encryption: { channelId: "9", mode: "required", room } });
			assert.equal(facts.filter(([name]) => name.includes("rivacy")).length, 0);
			assert.equal(isSplit(room), false);
		}
	});

	it("should have fewer facts for a voice session", () => {
		assert.deepEqual(factsOf(VOICE), [["State", "connected"], ...SHARED]);
	});
});

describe("placeOf", () => {
	const NOW = 100_000;
	/** By hand, in percent of a lane of 30 s. */
	const CASES = [
		{ from: NOW - 30_000, to: NOW, left: 0, width: 100 },
		{ from: NOW - 15_000, to: NOW - 12_000, left: 50, width: 10 },
		{ from: NOW - 33_000, to: NOW - 27_000, left: 0, width: 10 },
		{ from: NOW, to: NOW, left: 100, width: 0 },
		{ from: NOW + 5, to: NOW + 9, left: 100, width: 0 },
	] as const;
	for (const { from, to, left, width } of CASES) {
		it(`should place ${from} to ${to} at ${left} %`, () => {
			assert.deepEqual(placeOf(from, to, NOW), { left, width });
		});
	}
});

describe("channelOf", () => {
	const channels = [
		{ channelId: "1", lanes: [] },
		{ channelId: "2", lanes: [] },
	];
	const session = (id: string, channelId: string): SessionSnapshot =>
		({ id, encryption: { channelId } }) as unknown as SessionSnapshot;
	const sessions = [session("a", "2"), session("b", "3")];
	/** Chosen session, and the expected channel. */
	const CASES = [
		["a", "2"],
		["b", undefined],
		["", "1"],
	] as const;
	for (const [chosen, channelId] of CASES) {
		it(`should show ${channelId ?? "no channel"} for "${chosen}"`, () => {
			assert.equal(channelOf({ channels, sessions }, chosen)?.channelId, channelId);
		});
	}
});
