/// <reference types="@rbxts/testez/globals" />

import { RoomListener } from "../../../src/room/RoomCarrier";
import { RelayRoom } from "../../../src/socket/relay/RelayRoom";
import { canonical } from "../../support/canonical";

/** A room, what it sent and reported, and a function that gives it a down record. */
function make(isFull = false) {
	const heard: Array<string> = [];
	const listener: RoomListener = {
		onOpen: () => heard.push("open"),
		onMessage: (message) => heard.push(`message ${canonical(message)}`),
		onAway: (reason) => heard.push(`away ${reason}`),
		onBack: () => heard.push("back"),
		onEnd: ({ code, reason, isRefused, retryAfter }) =>
			heard.push(`end ${code ?? "-"} ${reason} ${isRefused} ${retryAfter ?? "-"}`),
	};
	const port = {
		push: (kind: string) => {
			if (isFull) error("full", 0);
			heard.push(`push ${kind}`);
		},
		release: () => heard.push("release"),
	};
	const room = new RelayRoom(port, listener);
	const receive = (kind: string, data: string | object) => room.receive({ number: 1, socket: 1, type: kind, data });
	return { room, receive, said: () => heard.join("|") };
}

const GONE = { code: 4100, reason: "the channel is gone", clean: true, by: "relay", fault: "channel_unknown" };

type Records = ReadonlyArray<readonly [kind: string, data: string | object]>;

const ROWS: ReadonlyArray<readonly [title: string, records: Records, said: string]> = [
	["open", [["o", { room: {} }]], "open"],
	[
		"open once",
		[
			["o", {}],
			["o", {}],
		],
		"open",
	],
	["pass on segments", [["t", '[[1,2,"d",[]]]']], 'message {1={1=1,2=2,3="d",4={}}}'],
	["pass on what it cannot decode", [["t", "{"]], "message nil"],
	[
		"ignore other records",
		[
			["m", {}],
			["p", {}],
			["y", {}],
		] as Records,
		"",
	],
	["end with the relay's fault", [["c", GONE]], "release|end channel_unknown the channel is gone false -"],
	["end with a draining relay", [["c", { code: 1012, reason: "over" }]], "release|end error over false -"],
	[
		"end at a refusal",
		[["e", { code: "grant_missing", message: "no", up: 1, ends: true }]],
		"release|end grant_missing no false -",
	],
	[
		"end at a refusal that names a time",
		[["e", { code: "rate_limited", message: "no", ends: true, retry_after: 7 }]],
		"release|end rate_limited no false 7",
	],
	["end at a refusal before it opened", [["e", { code: "later" }]], "release|end later  false -"],
	[
		"outlive a fault that does not end it",
		[
			["o", {}],
			["e", { code: "bad_record" }],
		],
		"open",
	],
	[
		"end once",
		[
			["c", GONE],
			["e", { code: "x", ends: true }],
		],
		"release|end channel_unknown the channel is gone false -",
	],
	["end without a reason", [["c", []]], "release|end error  false -"],
];

export = () => {
	describe("RelayRoom", () => {
		for (const [title, records, expected] of ROWS) {
			it(`should ${title}`, () => {
				const { receive, said } = make();
				for (const [kind, data] of records) receive(kind, data);
				expect(said()).to.equal(expected);
			});
		}

		it("should stop once, and report nothing", () => {
			const { room, said } = make();
			room.stop();
			room.stop();
			room.lose("late", false);
			expect(said()).to.equal("push c|release");
		});

		it("should stop on a link whose queue is full", () => {
			const { room, said } = make(true);
			room.stop();
			expect(said()).to.equal("release");
		});

		it("should end with its link", () => {
			const { room, said } = make();
			room.lose("relay: unauthorized", true);
			room.lose("again", false);
			expect(said()).to.equal("release|end - relay: unauthorized true -");
		});

		it("should report that the relay is away and back", () => {
			const { room, said } = make();
			room.away("no answer");
			room.back();
			expect(said()).to.equal("away no answer|back");
		});
	});
};
