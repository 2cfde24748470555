/** A seat's voice session against a voice server that the test plays. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CREDENTIALS, SeatSessionStage } from "../../support/SeatSessionStage.ts";

/** In a session. */
function readyStage(): SeatSessionStage {
	const stage = new SeatSessionStage();
	stage.ready();
	stage.take();
	return stage;
}

/** With live media, and user 7 speaking. */
function liveStage(): SeatSessionStage {
	const stage = readyStage();
	stage.tells("m", { state: "live", full: true, speaking: [["7", 1, 15]] });
	stage.take();
	return stage;
}

const RESUMES = ["media unavailable", "connect", "media unavailable", "send 7"];
const IDENTIFIES = ["media unavailable", "connect", "media unavailable", "send 0"];

/** Written by hand from the table of close codes in facts on the voice gateway, 1a. */
const CLOSES: ReadonlyArray<readonly [code: number, ...expected: ReadonlyArray<string>]> = [
	[1000, ...RESUMES],
	[1006, ...RESUMES],
	[4001, ...IDENTIFIES],
	[4002, ...IDENTIFIES],
	[4003, ...IDENTIFIES],
	[4004, "end 4004"],
	[4005, ...IDENTIFIES],
	[4006, "spent"],
	[4009, "spent"],
	[4011, "spent"],
	[4012, "end 4012"],
	[4014, "end 4014"],
	[4015, ...RESUMES],
	[4016, "end 4016"],
	[4017, "end 4017"],
	[4020, ...IDENTIFIES],
	[4021, "end 4021"],
	[4022, "end 4022"],
	[4999, ...IDENTIFIES],
];

describe("VoiceSession", () => {
	it("should identify at once, with the channel for DAVE", () => {
		const stage = new SeatSessionStage();
		assert.deepEqual(stage.take(), ["connect"]);
		assert.equal(stage.upstream.target.url.href, "wss://voice.discord.media:2048/?v=8");
		stage.opens();
		assert.deepEqual(stage.take(), ["send 0"]);
		assert.deepEqual(stage.sent[0]?.d, {
			server_id: CREDENTIALS.guildId,
			user_id: CREDENTIALS.userId,
			session_id: CREDENTIALS.sessionId,
			token: CREDENTIALS.token,
			max_dave_protocol_version: 0,
			channel_id: CREDENTIALS.channelId,
		});
	});

	it("should not name the channel where no relay carries DAVE", () => {
		const stage = new SeatSessionStage({ features: ["media"] });
		stage.opens();
		assert.equal("channel_id" in (stage.sent[0]?.d ?? {}), false);
	});

	for (const [code, ...expected] of CLOSES) {
		it(`should follow its table after ${code}`, () => {
			const stage = liveStage();
			stage.ends(code);
			stage.passes(2);
			if (expected.includes("connect")) stage.opens();
			const lines = stage.take().filter((line) => line !== "-7");
			assert.deepEqual(lines, expected);
		});
	}

	it("should resume with the last sequence number, and keep it in heartbeats", () => {
		const stage = readyStage();
		stage.says({ op: 11, seq: 65_535, d: { user_ids: ["7"] } });
		stage.says({ op: 5, seq: 0, d: { user_id: "7", ssrc: 3, speaking: 1 } });
		stage.says({ op: 6, d: { t: 1 } });
		stage.ends(4015);
		stage.passes(0);
		stage.ready(9);
		assert.deepEqual(stage.sent[0], {
			op: 7,
			d: {
				server_id: CREDENTIALS.guildId,
				session_id: CREDENTIALS.sessionId,
				token: CREDENTIALS.token,
				seq_ack: 0,
			},
		});
		stage.passes(40);
		assert.equal(stage.sent[1]?.op, 3);
		assert.equal(stage.sent[1]?.d.seq_ack, 1);
		assert.ok(Number.isSafeInteger(stage.sent[1]?.d.t));
	});

	it("should report an encrypted session in its Resume", () => {
		const stage = readyStage();
		stage.tells("d", { state: "active", epoch: 1, code: "123" });
		stage.ends(1006);
		stage.passes(0);
		stage.opens();
		assert.equal(stage.sent[0]?.d.encrypted, true);
		assert.deepEqual(stage.take(), [
			"encryption active",
			"media unavailable",
			"connect",
			"media unavailable",
			"send 7",
		]);
	});

	it("should begin a fresh session without encryption and with no sequence", () => {
		const stage = readyStage();
		stage.tells("d", { state: "pending" });
		stage.ends(4999);
		stage.passes(2);
		stage.ready();
		assert.deepEqual(stage.take().slice(0, 2), ["encryption pending", "encryption none"]);
		stage.ends(1006);
		stage.passes(2);
		stage.opens();
		assert.equal(stage.sent[0]?.d.seq_ack, 1);
	});

	it("should beat, answer, and take a silent server for a zombie", () => {
		const stage = readyStage();
		stage.passes(40);
		assert.deepEqual(stage.take(), ["send 3"]);
		const { t } = stage.sent.at(-1)?.d ?? {};
		stage.says({ op: 6, d: { t } });
		stage.says({ op: 3, d: null });
		assert.deepEqual(stage.take(), ["send 3"]);
		stage.says({ op: 6, d: { t: stage.sent.at(-1)?.d.t } });
		stage.passes(40);
		assert.deepEqual(stage.take(), ["send 3"]);
		stage.passes(40);
		assert.deepEqual(stage.take(), ["drop 4000", "media unavailable", "connect"]);
		stage.opens();
		assert.deepEqual(stage.take(), ["media unavailable", "send 7"]);
	});

	const deadlines: ReadonlyArray<readonly [what: string, reach: (stage: SeatSessionStage) => void]> = [
		["an open socket", () => {}],
		["Hello", (stage) => [stage.opens(), stage.says({ op: 2, d: {} })]],
		["Ready", (stage) => [stage.opens(), stage.says({ op: 8, d: { heartbeat_interval: 40_000 } })]],
	];
	for (const [what, reach] of deadlines) {
		it(`should drop a socket that brings no ${what} in 10 s`, () => {
			const stage = new SeatSessionStage();
			reach(stage);
			stage.take();
			stage.passes(9.9);
			assert.deepEqual(stage.take(), []);
			stage.passes(0.1);
			assert.equal(stage.take()[0], "drop 4000");
		});
	}

	it("should drop a socket that brings no Resumed in 10 s", () => {
		const stage = readyStage();
		stage.ends(1006);
		stage.passes(0);
		stage.opens();
		stage.says({ op: 8, d: { heartbeat_interval: 40_000 } });
		stage.take();
		stage.passes(10);
		assert.equal(stage.take()[0], "drop 4000");
	});

	it("should need new credentials after six failed attempts", () => {
		const stage = new SeatSessionStage();
		for (let attempt = 0; attempt < 6; attempt += 1) {
			stage.fails();
			stage.passes(60);
		}
		stage.fails();
		assert.equal(stage.take().at(-1), "spent");
		assert.match(stage.reason, /gave up after 6 attempts/);
		assert.equal(stage.upstreams.length, 7);
		assert.equal(stage.clock.pending, 0);
	});

	it("should need new credentials after its second failed Identify", () => {
		const stage = new SeatSessionStage();
		for (const expected of ["connect", "spent"]) {
			stage.opens();
			stage.ends(1006);
			stage.passes(2);
			assert.equal(stage.take().at(-1), expected);
		}
	});

	it("should end after its second mistake", () => {
		const stage = readyStage();
		stage.ends(4002);
		stage.passes(2);
		stage.ready();
		stage.ends(4020);
		assert.equal(stage.take().at(-1), "end 4020");
	});

	it("should need new credentials if the relay has lost its encryption", () => {
		const stage = readyStage();
		stage.cuts(4006);
		assert.deepEqual(stage.take(), ["drop 4000", "spent"]);
	});

	it("should report speakers and levels, and stop them with the socket", () => {
		const stage = readyStage();
		stage.tells("m", { state: "live", full: true, speaking: [["7", 1, 15]] });
		stage.tells("m", { levels: [["7", 3]] });
		assert.deepEqual(stage.take(), ["media live", "+7", "=7"]);
		stage.ends(1006);
		assert.deepEqual(stage.take(), ["-7", "media unavailable"]);
	});

	it("should stop a user who leaves", () => {
		const stage = liveStage();
		stage.says({ op: 13, seq: 2, d: { user_id: "7" } });
		assert.deepEqual(stage.take(), ["-7"]);
	});

	it("should hide speakers while it is deafened, or records are late", () => {
		const stage = liveStage();
		stage.session.setDeafened(true);
		stage.session.setDeafened(false);
		assert.deepEqual(stage.take(), ["-7", "media unavailable", "media live", "+7"]);
		stage.tells("m", { levels: [["7", 3]] });
		stage.passes(10);
		assert.deepEqual(stage.take(), ["=7", "-7", "media unavailable"]);
	});

	it("should say that the relay offers no media", () => {
		const stage = new SeatSessionStage({ features: ["dave"] });
		stage.opens();
		assert.deepEqual(stage.take(), ["connect", "media unavailable", "send 0"]);
		assert.match(stage.reason, /does not offer media/);
	});

	it("should survive malformed messages, and never log secrets", () => {
		const stage = liveStage();
		const { token, sessionId } = CREDENTIALS;
		const junk = [
			"",
			"null",
			"[]",
			"{",
			"1",
			"x".repeat(300_000),
			{ op: "2" },
			{ op: 8, d: {} },
			{ op: 8 },
			{ op: 5 },
		];
		for (const message of [...junk, { op: 2, d: { token, sessionId } }, { op: 99, seq: "x", d: token }]) {
			stage.says(message);
		}
		stage.upstream.listener.onBinary(Buffer.from([0]));
		stage.tells("d", { state: 7 });
		stage.tells("m", { speaking: 7, levels: [[7]] });
		assert.deepEqual(stage.take(), []);
		stage.ends(4015);
		stage.passes(0);
		assert.deepEqual(stage.take(), ["-7", "media unavailable", "connect"]);
		assert.ok(stage.logs.some((line) => line.includes("malformed")));
		for (const line of stage.logs) assert.ok(!line.includes(token) && !line.includes(sessionId), line);
	});

	it("should close with 1000, tell nobody, and leave nothing running", () => {
		const stage = liveStage();
		stage.session.close();
		stage.session.close();
		stage.session.setDeafened(true);
		stage.upstream.listener.onEnd({ kind: "closed", code: 4006, reason: "", by: "peer" });
		stage.passes(100);
		assert.deepEqual(stage.take(), ["drop 1000"]);
		assert.equal(stage.clock.pending, 0);
	});

	it("should use no TLS where RELAY_INSECURE_ALLOW permits that", () => {
		const stage = new SeatSessionStage({ endpoint: "127.0.0.1:9000" });
		assert.equal(stage.upstream.target.url.href, "ws://127.0.0.1:9000/?v=8");
		const secure = new SeatSessionStage({ endpoint: "wss://127.0.0.1:9000" });
		assert.equal(secure.upstream.target.url.protocol, "wss:");
	});

	for (const endpoint of ["voice.example:443", "voice.discord.media:1", "", "voice.discord.media/x"]) {
		it(`should refuse the endpoint "${endpoint}"`, () => {
			const stage = new SeatSessionStage({ endpoint });
			assert.deepEqual(stage.take(), []);
			stage.passes(0);
			assert.deepEqual(stage.take(), ["end undefined"]);
			assert.equal(stage.upstreams.length, 0);
		});
	}
});
