import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BOT_TOKEN, CellScene } from "../../support/CellScene.ts";
import { ROOM_INTENTS } from "./identify.ts";

const SAVED = { sessionId: "old", resumeUrl: "ws://resume.test:2", s: 7, userId: "42" };
const SELF = { mute: false, deaf: false };

/** What follows each close code. Source: Discord Docs, "Gateway Close Event Codes" (v10). */
const CLOSES: ReadonlyArray<readonly [code: number, op: number | "stopped", state: RegExp | undefined]> = [
	[1006, 6, undefined],
	[1000, 6, undefined],
	[4000, 6, undefined],
	[4003, 2, undefined],
	[4007, 2, undefined],
	[4008, 6, undefined],
	[4009, 2, undefined],
	[4004, "stopped", /^the bot token is wrong.*\(close code 4004\); correct it and restart the relay$/],
	[4010, "stopped", /^the shard is not valid/],
	[4011, "stopped", /too many guilds/],
	[4012, "stopped", /gateway version/],
	[4013, "stopped", /undefined bits/],
	[4014, "stopped", /^a privileged intent is not enabled for the bot in the developer portal \(close code 4014\)/],
];

/** Opens the next socket, whatever the wait, and returns the first message on it. */
function next(scene: CellScene): unknown {
	scene.clock.advance(6000);
	scene.greet();
	return scene.sent()[0];
}

describe("Cell", () => {
	it("should identify after Hello", () => {
		const scene = new CellScene();
		scene.cell.open();
		scene.greet();
		const [identify, ...others] = scene.sent();
		const { properties, ...d } = identify?.d as Record<string, unknown>;
		assert.deepEqual([identify?.op, others, typeof properties], [2, [], "object"]);
		assert.deepEqual(d, { token: BOT_TOKEN, intents: ROOM_INTENTS, shard: [0, 1] });
		assert.equal(scene.socket.target.url.href, "ws://first.test:1/?v=10&encoding=json");
	});

	it("should ask for guilds and voice states alone", () => assert.equal(ROOM_INTENTS, 129));

	it("should be ready before READY is passed on", () => {
		const scene = new CellScene();
		const joined: Array<boolean> = [];
		scene.onEvent = (event) => {
			if (event.startsWith("dispatch")) joined.push(scene.cell.updateVoiceState("1", "2", SELF));
		};
		scene.cell.open();
		scene.greet();
		scene.ready();
		assert.deepEqual([scene.take(), joined], [["state ready", "dispatch READY 1"], [true]]);
		assert.deepEqual(
			[scene.cell.sessionId, scene.cell.userId, scene.cell.state],
			["session", "42", { kind: "ready" }],
		);
	});

	it("should open once, however often it is asked", () => {
		const scene = new CellScene();
		scene.cell.open();
		scene.cell.open();
		assert.equal(scene.socketCount, 1);
	});

	for (const [code, expected, reason] of CLOSES) {
		it(`should ${expected === "stopped" ? "stop" : expected === 6 ? "resume" : "identify"} after ${code}`, () => {
			const scene = new CellScene();
			scene.login();
			scene.end(code);
			if (expected !== "stopped") return assert.equal((next(scene) as { op: number }).op, expected);
			scene.clock.advance(86_400_000);
			const { state } = scene.cell;
			assert.equal(scene.socketCount, 1);
			assert.ok(state.kind === "stopped" && reason !== undefined);
			assert.match(state.reason, reason);
			assert.deepEqual(scene.take(), ["state stopped"]);
		});
	}

	it("should resume at the resume URL from the acknowledged number", () => {
		const scene = new CellScene();
		scene.login();
		for (let s = 2; s <= 5; s += 1) scene.dispatch(s, "A");
		scene.cell.acknowledge(3);
		scene.end(1006);
		assert.deepEqual(next(scene), { op: 6, d: { token: BOT_TOKEN, session_id: "session", seq: 3 } });
		assert.equal(scene.socket.target.host, "resume.test");
	});

	it("should pass each dispatch on once, over a Resume", () => {
		const scene = new CellScene();
		scene.login();
		for (let s = 2; s <= 4; s += 1) scene.dispatch(s, "A");
		scene.cell.acknowledge(2);
		scene.end(1006);
		scene.clock.advance(6000);
		scene.greet();
		for (let s = 3; s <= 6; s += 1) scene.dispatch(s, "A");
		scene.dispatch(7, "RESUMED");
		scene.dispatch(8, "A");
		const passed = scene.take().filter((event) => event.startsWith("dispatch"));
		assert.deepEqual(
			passed,
			["A 2", "A 3", "A 4", "A 5", "A 6", "RESUMED 7", "A 8"].map((dispatch) => `dispatch ${dispatch}`),
		);
		assert.deepEqual([scene.cell.counts.repeated, scene.cell.counts.dispatches], [2, 8]);
	});

	it("should say ready before RESUMED is passed on", () => {
		const scene = new CellScene();
		scene.login();
		scene.end(1006);
		next(scene);
		scene.take();
		scene.dispatch(2, "RESUMED");
		assert.deepEqual(scene.take(), ["state ready", "dispatch RESUMED 2"]);
	});

	it("should beat with the acknowledged number, never a higher one", () => {
		const scene = new CellScene();
		scene.login();
		scene.dispatch(2, "A");
		scene.dispatch(3, "A");
		scene.cell.acknowledge(2);
		scene.cell.acknowledge(99);
		scene.cell.acknowledge(1);
		scene.clock.advance(20_000);
		assert.deepEqual(scene.sent(true), [{ op: 1, d: 3 }]);
	});

	it("should beat with null before READY", () => {
		const scene = new CellScene();
		scene.cell.open();
		scene.greet();
		scene.sent();
		scene.hear({ op: 1, d: null });
		assert.deepEqual(scene.sent(true), [{ op: 1, d: null }]);
	});

	it("should resume what an earlier process saved, without a gap", () => {
		const scene = new CellScene({ saved: SAVED });
		scene.cell.open();
		scene.greet();
		assert.deepEqual(scene.sent()[0], { op: 6, d: { token: BOT_TOKEN, session_id: "old", seq: 7 } });
		assert.deepEqual([scene.cell.userId, scene.socket.target.host], ["42", "resume.test"]);
		scene.dispatch(8, "A");
		scene.dispatch(9, "RESUMED");
		assert.deepEqual(scene.take(), ["dispatch A 8", "state ready", "dispatch RESUMED 9"]);
		assert.equal(scene.gate.granted, 0);
	});

	it("should report a gap if a saved session is lost", () => {
		const scene = new CellScene({ saved: SAVED });
		scene.cell.open();
		scene.greet();
		scene.hear({ op: 9, d: false });
		assert.equal((next(scene) as { op: number }).op, 2);
		scene.ready();
		assert.deepEqual(scene.take(), ["gap", "state ready", "dispatch READY 1"]);
		scene.dispatch(2, "A");
		assert.deepEqual(scene.take(), ["dispatch A 2"]);
	});

	it("should go back to the first URL if the resume URL does not open", () => {
		const scene = new CellScene({ saved: SAVED });
		scene.cell.open();
		scene.socket.listener.onEnd({ kind: "failed", code: "connect_failed", message: "connection failed" });
		assert.equal((next(scene) as { op: number }).op, 6);
		assert.equal(scene.socket.target.host, "first.test");
	});

	it("should never send the token to a host that it is not for", () => {
		const scene = new CellScene({ saved: { ...SAVED, resumeUrl: "wss://evil.test" } });
		scene.cell.open();
		assert.equal(scene.socket.target.host, "first.test");
	});

	it("should resume at once after op 7", () => {
		const scene = new CellScene();
		scene.login();
		scene.hear({ op: 7, d: null });
		scene.clock.advance(0);
		assert.equal(scene.socketCount, 2);
		scene.greet();
		assert.equal(scene.sent()[0]?.op, 6);
	});

	it("should resume after op 9 true, in 1 to 5 s", () => {
		const scene = new CellScene();
		scene.login();
		scene.hear({ op: 9, d: true });
		scene.clock.advance(999);
		assert.equal(scene.socketCount, 1);
		assert.equal((next(scene) as { op: number }).op, 6);
	});

	it("should find a zombie, and resume", () => {
		const scene = new CellScene();
		scene.login();
		scene.clock.advance(60_000);
		assert.equal(scene.socketCount, 2);
		assert.deepEqual(scene.take(), ["state connecting"]);
		scene.greet();
		assert.equal(scene.sent()[0]?.op, 6);
	});

	it("should take any message as a life sign", () => {
		const scene = new CellScene();
		scene.login();
		for (let s = 2; s <= 5; s += 1) {
			scene.clock.advance(30_000);
			scene.dispatch(s, "A");
		}
		assert.equal(scene.socketCount, 1);
	});

	it("should give a socket up that says nothing", () => {
		const scene = new CellScene();
		scene.cell.open();
		scene.socket.listener.onOpen("");
		scene.clock.advance(15_000);
		assert.equal(scene.socket.isDropped, true);
	});

	it("should wait for RESUMED while dispatches are replayed", () => {
		const scene = new CellScene({ saved: SAVED });
		scene.cell.open();
		scene.greet();
		for (let s = 8; s <= 12; s += 1) {
			scene.clock.advance(30_000);
			scene.hear({ op: 11 });
			scene.dispatch(s, "A");
		}
		assert.equal(scene.socketCount, 1);
	});

	it("should send op 4 only while it is ready", () => {
		const scene = new CellScene();
		assert.equal(scene.cell.updateVoiceState("1", "2", SELF), false);
		scene.login();
		assert.equal(scene.cell.updateVoiceState("1", "2", { mute: true, deaf: false }), true);
		assert.equal(scene.cell.updateVoiceState("1", null, SELF), true);
		assert.deepEqual(scene.sent(), [
			{ op: 4, d: { guild_id: "1", channel_id: "2", self_mute: true, self_deaf: false } },
			{ op: 4, d: { guild_id: "1", channel_id: null, self_mute: false, self_deaf: false } },
		]);
		scene.end(1006);
		assert.equal(scene.cell.updateVoiceState("1", "2", SELF), false);
	});

	it("should keep op 4 within the send limit, in order", () => {
		const scene = new CellScene();
		scene.login();
		for (let guild = 0; guild < 150; guild += 1) scene.cell.updateVoiceState(String(guild), "2", SELF);
		const first = scene.sent().length;
		assert.ok(first >= 110 && first < 118, String(first));
		scene.hear({ op: 11 });
		scene.clock.advance(39_000);
		scene.hear({ op: 11 });
		scene.clock.advance(22_000);
		const rest = scene.sent();
		assert.equal(first + rest.length, 150);
		assert.equal((rest.at(-1)?.d as { guild_id: string }).guild_id, "149");
	});

	it("should skip what is malformed, count it and log it once", () => {
		const scene = new CellScene();
		scene.login();
		for (const text of [
			"",
			"{",
			"[]",
			"null",
			'{"op":"1"}',
			'{"op":0,"t":"A"}',
			'{"op":0,"s":2}',
			'{"op":0,"s":-1,"t":"A"}',
		]) {
			scene.hearText(text);
		}
		scene.socket.listener.onBinary(Buffer.from("{}"));
		scene.hear({ op: 77 });
		assert.deepEqual([scene.cell.counts.malformed, scene.take()], [9, []]);
		assert.equal(scene.logs.filter((line) => line.includes("malformed")).length, 1);
	});

	it("should survive an event that throws", () => {
		const scene = new CellScene();
		scene.login();
		scene.onEvent = () => assert.fail("hub");
		scene.dispatch(2, "A");
		scene.onEvent = () => {};
		scene.dispatch(3, "A");
		assert.deepEqual(scene.take(), ["dispatch A 2", "dispatch A 3"]);
		assert.match(scene.logs.join(""), /onDispatch/);
	});

	it("should wait without a socket while no Identify is permitted", () => {
		const scene = new CellScene({ limit: { total: 1000, remaining: 100, reset_after: 7_200_000 } });
		scene.cell.open();
		const { state } = scene.cell;
		assert.equal(scene.socketCount, 0);
		assert.deepEqual(state, {
			kind: "limited",
			reason: "100 of 1000 Identifies are left, and 100 are kept in reserve: Discord resets the count in 120 min",
			until: 7_200_000,
		});
		scene.clock.advance(7_200_000);
		assert.deepEqual([scene.socketCount, scene.take()], [1, ["state limited", "state connecting"]]);
	});

	it("should resume even while no Identify is permitted", () => {
		const scene = new CellScene({ saved: SAVED, limit: { total: 1000, remaining: 0, reset_after: 7_200_000 } });
		scene.cell.open();
		scene.greet();
		assert.equal(scene.sent()[0]?.op, 6);
	});

	it("should identify at most 20 times at once, then 20 an hour", async () => {
		const scene = new CellScene();
		scene.cell.open();
		for (let minute = 0; minute < 5 * 60; minute += 1) {
			scene.clock.advance(60_000);
			if (scene.cell.state.kind === "limited") continue;
			scene.greet();
			await new Promise(setImmediate);
			scene.end(4003);
		}
		const { granted } = scene.gate;
		assert.ok(granted > 100 && granted <= 20 + 5 * 20, String(granted));
	});

	for (const [isFinal, code] of [
		[false, 4000],
		[true, 1000],
	] as const) {
		it(`should close with ${code} and fall silent${isFinal ? " for good" : ""}`, () => {
			const scene = new CellScene();
			scene.login();
			const { socket } = scene;
			scene.cell.close(isFinal);
			scene.cell.close(isFinal);
			scene.cell.open();
			scene.clock.advance(600_000);
			assert.deepEqual(socket.log.filter(Array.isArray), [["close", code, ""]]);
			assert.deepEqual([scene.take(), scene.socketCount, scene.clock.pending], [[], 1, 0]);
			assert.equal(scene.session.isResumable, !isFinal);
		});
	}

	it("should never show a token or a session", () => {
		const scene = new CellScene();
		scene.cell.open();
		scene.greet();
		scene.ready(1, "id-of-the-session");
		scene.end(4004, "bad");
		const { state, counts } = scene.cell;
		const shown = JSON.stringify([scene.logs, state, counts]);
		assert.ok(!shown.includes(BOT_TOKEN) && !shown.includes("id-of-the-session"));
	});
});
