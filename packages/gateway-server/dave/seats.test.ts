/** Sessions and their seats in channels, in memory: which ones a room includes, and the order of their messages. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { makeKeyPackage, makeSigner } from "../../shared/support/mlsFixtures.ts";
import type { EncodedMessage } from "../voice/frame.ts";
import type { VoiceGateway } from "../voice/VoiceGateway.ts";
import { VoiceSession, type VoiceCredentials } from "../voice/VoiceSession.ts";
import { DaveChannels } from "./DaveChannels.ts";
import type { DaveMode } from "./mode.ts";

const { DaveMlsExternalSender, DavePrepareEpoch, DavePrepareTransition } = VoiceOpcode;
const CHANNEL = "127121515262115840";
const LIMITS = { replaySize: 8, firstSequence: 0, recordSize: 8 };

interface Options {
	readonly mode?: DaveMode;
	readonly lostMembers?: "keep" | "remove";
}

/** The voice gateway's DAVE side without sockets. Records sent messages and ended sessions. */
class Channels {
	public readonly clock = new FakeClock();
	/** `opcode to session`, oldest first. */
	public readonly sent: Array<string> = [];
	public readonly ended: Array<VoiceSession> = [];
	public readonly sessions: Array<VoiceSession> = [];
	public readonly dave: DaveChannels;
	/** Called for each message, like a listener of the server. */
	public onSent: (message: string) => void = () => {};

	public constructor({ mode = "offered", lostMembers = "keep" }: Options = {}) {
		const send = (session: VoiceSession, op: number): number => {
			const message = `${op} to ${session.id}`;
			this.sent.push(message);
			this.onSent(message);
			return 0;
		};
		const gateway = {
			options: { dave: mode, daveChannels: {}, daveLostMembers: lostMembers },
			sessions: {
				all: () => this.sessions,
				othersInChannel: (session: VoiceSession) =>
					this.sessions.filter((other) => other !== session && other.credentials.channelId === CHANNEL),
			},
			sendNumbered: send,
			sendNumberedBinary: send,
			end: (session: VoiceSession) => this.ended.push(session),
		};
		this.dave = new DaveChannels(gateway as unknown as VoiceGateway, this.clock);
	}

	/** Registers a session that has not identified. */
	public register(sessionId: string, userId = sessionId, changes: Partial<VoiceCredentials> = {}): VoiceSession {
		const credentials = { serverId: "1", channelId: CHANNEL, userId, sessionId, token: "t", ...changes };
		const session = new VoiceSession(credentials, 1, LIMITS);
		this.sessions.push(session);
		return session;
	}

	/** Identifies a session with DAVE and sends its Session Description. */
	public join(sessionId: string, userId = sessionId): VoiceSession {
		const session = this.register(sessionId, userId);
		this.dave.enter(session, 1);
		this.dave.described(session);
		return session;
	}

	/** Sends a key package of the session's user. Returns the verdict. */
	public sendKeyPackage(session: VoiceSession): string | undefined {
		const payload = makeKeyPackage(makeSigner(session.credentials.userId)).toString("base64");
		let kind: string | undefined = "none";
		this.dave.receive(session, VoiceOpcode.DaveMlsKeyPackage, payload, (verdict) => (kind = verdict?.kind));
		return kind;
	}

	/** Users of the room, by state. */
	public get users() {
		const state = this.dave.state(CHANNEL);
		return state && { joining: state.joining, pending: state.pending, plain: state.plain };
	}
}

/** Two sessions of one user, registered while DAVE was off. The second is the current one. */
function createTwins(lostMembers: "keep" | "remove" = "keep") {
	const channels = new Channels({ mode: "off", lostMembers });
	const [former, current] = [channels.join("former", "5"), channels.join("current", "5")];
	channels.dave.setMode(CHANNEL, "offered");
	assert.equal(channels.sendKeyPackage(current), "taken");
	assert.deepEqual(channels.users, { joining: [], pending: ["5"], plain: [] });
	channels.sent.splice(0);
	return { channels, former, current };
}

describe("a superseded session", () => {
	it("should not remove its user when it ends", () => {
		const { channels, former } = createTwins();
		channels.dave.leave(former);
		assert.deepEqual(channels.users, { joining: [], pending: ["5"], plain: [] });
	});

	it("should not make its user wait when it disconnects", () => {
		const { channels, former } = createTwins("remove");
		channels.dave.suspend(former);
		assert.deepEqual(channels.users, { joining: [], pending: ["5"], plain: [] });
	});

	it("should send nothing when it resumes", () => {
		const { channels, former, current } = createTwins("remove");
		channels.dave.suspend(current);
		assert.deepEqual(channels.users, { joining: ["5"], pending: [], plain: [] });
		channels.dave.resumed(former, []);
		assert.deepEqual(channels.sent, []);
		channels.dave.resumed(current, []);
		assert.deepEqual(channels.sent, [`${DavePrepareEpoch} to current`]);
	});

	it("should not receive its user's messages", () => {
		const { channels } = createTwins();
		channels.join("other", "6");
		channels.dave.setMode(CHANNEL, "off");
		assert.ok(channels.sent.length > 0);
		assert.deepEqual(
			channels.sent.filter((message) => message.endsWith("former")),
			[],
		);
	});
});

describe("messages of a channel", () => {
	it("should keep their order when a listener switches DAVE", () => {
		const channels = new Channels({ mode: "off" });
		for (const sessionId of ["1", "2"]) channels.join(sessionId);
		let isSwitched = false;
		channels.onSent = () => {
			if (isSwitched) return;
			isSwitched = true;
			channels.dave.setMode(CHANNEL, "off");
		};
		channels.dave.setMode(CHANNEL, "offered");
		assert.deepEqual(channels.sent, [
			...["1", "2"].map((user) => `${DavePrepareEpoch} to ${user}`),
			...["1", "2"].map((user) => `${DaveMlsExternalSender} to ${user}`),
			...["1", "2"].map((user) => `${DavePrepareTransition} to ${user}`),
			// sent by the listener
			...["1", "2"].map((user) => `${DavePrepareTransition} to ${user}`),
		]);
	});

	it("should continue after a listener throws", () => {
		const channels = new Channels({ mode: "off" });
		channels.join("1");
		channels.onSent = () => {
			channels.onSent = () => {};
			throw new Error("listener");
		};
		assert.throws(() => channels.dave.setMode(CHANNEL, "offered"), /listener/);
		channels.sent.splice(0);
		channels.join("2");
		assert.ok(channels.sent.includes(`${DaveMlsExternalSender} to 2`));
	});

	it("should follow the verdict on the message they answer", () => {
		const channels = new Channels();
		const [one, two] = [channels.join("1"), channels.join("2")];
		channels.sendKeyPackage(one);
		channels.sent.splice(0);
		const payload = makeKeyPackage(makeSigner("2")).toString("base64");
		channels.dave.receive(two, VoiceOpcode.DaveMlsKeyPackage, payload, () => channels.sent.push("verdict"));
		const proposals = VoiceOpcode.DaveMlsProposals;
		assert.deepEqual(channels.sent, ["verdict", `${proposals} to 1`, `${proposals} to 2`]);
	});
});

describe("a session before its Session Description", () => {
	it("should enter the room only with its Session Description", () => {
		const channels = new Channels();
		const session = channels.register("1");
		channels.dave.enter(session, 1);
		assert.deepEqual(channels.users, { joining: [], pending: [], plain: [] });
		assert.equal(channels.dave.versionFor(session), 1);
		assert.deepEqual(channels.sent, []);
		channels.dave.described(session);
		assert.deepEqual(channels.users, { joining: ["1"], pending: [], plain: [] });
		assert.deepEqual(channels.sent, [`${DaveMlsExternalSender} to 1`]);
	});

	it("should stay out of a new room if it has DAVE", () => {
		const channels = new Channels({ mode: "off" });
		for (const [sessionId, version] of [
			["1", 1],
			["2", 0],
		] as const) {
			channels.dave.enter(channels.register(sessionId), version);
		}
		channels.dave.setMode(CHANNEL, "offered");
		assert.deepEqual(channels.users, { joining: [], pending: [], plain: ["2"] });
	});

	it("should enter the room immediately if it lacks DAVE", () => {
		const channels = new Channels();
		const session = channels.register("1");
		channels.dave.enter(session, 0);
		assert.deepEqual(channels.users, { joining: [], pending: [], plain: ["1"] });
		channels.dave.described(session);
		assert.deepEqual(channels.users, { joining: [], pending: [], plain: ["1"] });
		assert.equal(channels.dave.versionFor(session), 0);
	});

	it("should be sent version 0 if it lacks DAVE", () => {
		const channels = new Channels();
		channels.join("1");
		assert.equal(channels.dave.versionFor(channels.register("2")), 0);
	});
});

describe("a room", () => {
	it("should stay open for a session without Session Description", () => {
		const channels = new Channels();
		const first = channels.join("1");
		channels.dave.enter(channels.register("2"), 1);
		channels.dave.leave(first);
		assert.deepEqual(channels.users, { joining: [], pending: [], plain: [] });
	});

	it("should end with its last session and leave no timers", () => {
		const channels = new Channels();
		const sessions = [channels.join("1"), channels.join("2")];
		assert.ok(channels.clock.pending > 0);
		for (const session of sessions) channels.dave.leave(session);
		assert.equal(channels.users, undefined);
		assert.equal(channels.clock.pending, 0);
	});

	it("should ignore sessions in other channels", () => {
		const channels = new Channels();
		channels.join("1");
		const elsewhere = channels.register("2", "2", { channelId: "7" });
		channels.dave.enter(elsewhere, 1);
		channels.dave.described(elsewhere);
		channels.dave.leave(elsewhere);
		assert.deepEqual(channels.users, { joining: ["1"], pending: [], plain: [] });
		assert.equal(channels.dave.state("7"), undefined);
	});

	it("should request a missing key package after five seconds", () => {
		const channels = new Channels();
		channels.join("1");
		channels.sent.splice(0);
		channels.clock.advance(4999);
		assert.deepEqual(channels.sent, []);
		channels.clock.advance(1);
		assert.deepEqual(channels.sent, [`${DavePrepareEpoch} to 1`]);
	});

	it("should ignore sessions whose ids are not snowflakes", () => {
		const channels = new Channels();
		channels.dave.enter(channels.register("1", "alice"), 1);
		channels.dave.enter(channels.register("2", "2", { channelId: "general" }), 1);
		assert.equal(channels.users, undefined);
		assert.equal(channels.dave.state("general"), undefined);
	});

	it("should leave messages to a script where DAVE is off", () => {
		const channels = new Channels({ mode: "off" });
		assert.equal(channels.sendKeyPackage(channels.join("1")), undefined);
		assert.equal(channels.users, undefined);
	});
});

/** Replayed messages, and whether the client answers each with a key package. By hand from the protocol. */
const MISSED: ReadonlyArray<readonly [name: string, message: EncodedMessage, isAnswered: boolean]> = [
	["an op 24 for epoch 1", JSON.stringify({ op: 24, d: { protocol_version: 1, epoch: 1 } }), true],
	["an op 24 for another epoch", JSON.stringify({ op: 24, d: { protocol_version: 1, epoch: 2 } }), false],
	["an op 4 with a version", JSON.stringify({ op: 4, d: { dave_protocol_version: 1 } }), true],
	["an op 4 without one", JSON.stringify({ op: 4, d: { dave_protocol_version: 0 } }), false],
	["an op 11", JSON.stringify({ op: 11, d: { user_ids: ["2"] } }), false],
	["a binary message", Buffer.of(0, 1, 24, 1), false],
];

describe("a Resume", () => {
	for (const [name, message, isAnswered] of MISSED) {
		it(`should ${isAnswered ? "wait for a key package" : "ask for a key package"} after ${name}`, () => {
			const channels = new Channels();
			const session = channels.join("1");
			channels.dave.suspend(session);
			channels.sent.splice(0);
			channels.dave.resumed(session, [message]);
			assert.deepEqual(channels.sent, isAnswered ? [] : [`${DavePrepareEpoch} to 1`]);
		});
	}

	it("should wait for each key package that was requested", () => {
		const channels = new Channels();
		const session = channels.join("1");
		channels.dave.suspend(session);
		const request = JSON.stringify({ op: 24, d: { epoch: 1 } });
		channels.dave.resumed(session, [request, request]);
		channels.sendKeyPackage(session);
		assert.deepEqual(channels.users?.joining, ["1"]);
		channels.sendKeyPackage(session);
		assert.deepEqual(channels.users?.pending, ["1"]);
	});
});

describe("another session of a user", () => {
	for (const [mode, ends] of [
		["off", false],
		["offered", true],
	] as const) {
		it(`should ${ends ? "" : "not "}end when the user rejoins where DAVE is ${mode}`, () => {
			const channels = new Channels({ mode });
			const [first] = [channels.join("first", "5"), channels.join("stranger", "6")];
			channels.dave.endOthersOf(channels.register("second", "5"));
			assert.deepEqual(channels.ended, ends ? [first] : []);
		});
	}
});

/** Clients in channels, and whether they are admitted. */
const ADMISSIONS: ReadonlyArray<
	readonly [mode: DaveMode, daveRequired: boolean, version: number, isAdmitted: boolean]
> = [
	["off", false, 0, true],
	["off", true, 0, false],
	["off", true, 1, true],
	["offered", false, 0, true],
	["offered", true, 0, false],
	["required", false, 0, false],
	["required", false, 1, true],
];

describe("a client", () => {
	for (const [mode, daveRequired, version, isAdmitted] of ADMISSIONS) {
		const where = `where DAVE is ${mode}${daveRequired ? " and its session requires it" : ""}`;
		it(`should ${isAdmitted ? "" : "not "}be admitted with DAVE ${version} ${where}`, () => {
			const channels = new Channels({ mode });
			assert.equal(channels.dave.admits(channels.register("1", "1", { daveRequired }), version), isAdmitted);
		});
	}
});
