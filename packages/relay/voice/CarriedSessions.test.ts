import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import type { Transformer } from "../link/socket/Transformer.ts";
import { FakeEngines } from "../support/FakeEngines.ts";
import { CarriedSessions, type OpenDavePart } from "./CarriedSessions.ts";
import { DavePart } from "./dave/DavePart.ts";

const FAR = { host: "a.discord.media", port: 443, isInsecure: false };
const KEEP = 60_000;

const identify = (sessionId = "session", token = "token"): string =>
	JSON.stringify({ op: 0, d: { user_id: "11", channel_id: "22", session_id: sessionId, token } });
const resume = (sessionId = "session", token = "token", encrypted = true): string =>
	JSON.stringify({ op: 7, d: { session_id: sessionId, token, seq_ack: 0, encrypted } });
const frame = (seq: number, op: number, payload = ""): Buffer =>
	Buffer.concat([Buffer.of(seq >> 8, seq & 255, op), Buffer.from(payload)]);

interface Seat {
	readonly transformer: Transformer;
	/** What it did to its socket. */
	readonly log: Array<unknown>;
}

class Fixture {
	public readonly clock = new FakeClock();
	public readonly engines = new FakeEngines();
	public readonly sessions: CarriedSessions;
	/** News of rejoins, oldest first. */
	public readonly rejoins: Array<string> = [];

	public constructor({ sessions = 3 } = {}) {
		const onRejoin = (news: string): unknown => this.rejoins.push(news);
		const open: OpenDavePart = (_tenant, identity, link) =>
			new DavePart(identity, this.engines.open, link, this.clock, onRejoin);
		this.sessions = new CarriedSessions({ dave: { sessions, open }, keepMs: KEEP }, this.clock);
	}

	/** Opens a socket, and sends `texts`. */
	public socket(...texts: ReadonlyArray<string>): Seat {
		return this.socketTo(FAR, ...texts);
	}

	/** The same for a tenant. */
	public socketOf(tenant: string, ...texts: ReadonlyArray<string>): Seat {
		return this.open(tenant, FAR, texts);
	}

	public socketTo(far: typeof FAR, ...texts: ReadonlyArray<string>): Seat {
		return this.open("one", far, texts);
	}

	private open(tenant: string, far: typeof FAR, texts: ReadonlyArray<string>): Seat {
		const log: Array<unknown> = [];
		const socket = {
			isHeld: false,
			peerAddress: undefined,
			sendText: (text: string) => void log.push(text),
			sendBinary: (bytes: Buffer) => void log.push(bytes.toString()),
			tell: (_type: string, data: object) => void log.push(data),
			end: (code: number) => void log.push(["end", code]),
		};
		const transformer = this.sessions.transformerFor(tenant)(socket, far, { dave: true, media: false });
		assert.ok(transformer !== undefined);
		for (const text of texts) transformer.fromClient(text);
		return { transformer, log };
	}
}

describe("CarriedSessions with DAVE", () => {
	it("should change Identify, and no other text", () => {
		const { transformer } = new Fixture().socket();
		assert.equal(transformer.fromClient('{"op":3,"d":{"t":1}}'), '{"op":3,"d":{"t":1}}');
		const { d } = JSON.parse(transformer.fromClient(identify()) ?? "") as { d: Record<string, unknown> };
		assert.equal(d.max_dave_protocol_version, 1);
		assert.equal("channel_id" in d, false);
		assert.equal(transformer.fromClient("no JSON"), "no JSON");
	});

	it("should carry nothing before a readable Identify", () => {
		const { engines, transformer } = withoutSession();
		assert.equal(transformer.fromClient('{"op":23,"d":{"transition_id":1}}'), '{"op":23,"d":{"transition_id":1}}');
		assert.deepEqual(transformer.bytesFromClient(Buffer.of(26, 1)), Buffer.of(26, 1));
		assert.deepEqual(transformer.bytesFromServer(frame(1, 25)), frame(1, 25));
		transformer.fromServer('{"op":4,"d":{"dave_protocol_version":1}}');
		transformer.end("client", 1000);
		assert.equal(engines.all.length, 0);
	});

	it("should keep DAVE messages of the client from the gateway", () => {
		const { transformer } = new Fixture().socket(identify());
		assert.equal(transformer.fromClient('{"op":23,"d":{"transition_id":1}}'), undefined);
		assert.equal(transformer.bytesFromClient(Buffer.of(26, 1)), undefined);
	});

	it("should pass DAVE messages to the engine, and stubs to the client", () => {
		const { engines, ...fixture } = made();
		const { transformer } = fixture.socket;
		assert.deepEqual(engines.last.identity, { userId: "11", channelId: "22" });
		for (const op of [2, 4, 5, 6, 8, 11, 13, 18, 21, 22, 24]) transformer.fromServer(JSON.stringify({ op, d: {} }));
		assert.equal(transformer.bytesFromServer(frame(0, 25, "sender")), '{"op":25,"seq":0,"d":{"size":6}}');
		assert.deepEqual(engines.take(), [
			"json 4",
			"json 11",
			"json 13",
			"json 21",
			"json 22",
			"json 24",
			"binary 25 sender",
		]);
		assert.deepEqual(transformer.bytesFromServer(Buffer.of(0, 1, 99)), Buffer.of(0, 1, 99));
	});

	it("should send the engine's messages, and report its state", () => {
		const { engines, socket } = made();
		engines.last.say({
			up: ["text", Buffer.from("bytes")],
			encryption: { state: "pending", version: 1 },
		});
		assert.deepEqual(socket.log, ["text", "bytes", { state: "pending", version: 1 }]);
	});

	it("should process a repeated message once, but deliver it twice", () => {
		const { engines, socket } = made();
		const { transformer } = socket;
		transformer.bytesFromServer(frame(65_535, 25));
		transformer.fromServer('{"op":11,"seq":0,"d":{}}');
		assert.equal(transformer.bytesFromServer(frame(65_535, 25)), '{"op":25,"seq":65535,"d":{"size":0}}');
		transformer.fromServer('{"op":11,"seq":0,"d":{}}');
		transformer.fromServer('{"op":5,"seq":1,"d":{}}');
		transformer.fromServer('{"op":11,"seq":1,"d":{}}');
		transformer.fromServer('{"op":11,"seq":2,"d":{}}');
		assert.deepEqual(engines.take(), ["binary 25 ", "json 11", "json 11"]);
	});

	it("should send nothing until the gateway accepts a Resume", () => {
		const { engines, sessions, socket, ...fixture } = made();
		engines.last.say({ up: [], encryption: { state: "pending", version: 1 } });
		socket.transformer.fromServer('{"op":11,"seq":4,"d":{}}');
		socket.transformer.end("other");
		const next = fixture.open(resume());
		assert.equal(sessions.daveCount, 1);
		engines.last.say({ up: ["too early"] });
		next.transformer.fromServer('{"op":11,"seq":4,"d":{}}');
		next.transformer.fromServer('{"op":13,"seq":5,"d":{}}');
		next.transformer.fromServer('{"op":9,"d":null}');
		engines.last.say({ up: ["now"] });
		assert.deepEqual(engines.take(), ["json 11", "lost", "json 13", "resumed"]);
		assert.deepEqual(next.log, [{ state: "pending", version: 1 }, "now"]);
		assert.deepEqual(socket.log, [{ state: "pending", version: 1 }]);
	});

	it("should report a Resume once, though op 9 comes twice", () => {
		const { engines, socket, open } = made();
		const { owner } = engines.last;
		socket.transformer.end("other");
		const next = open(resume());
		next.transformer.fromServer('{"op":9,"d":null}');
		next.transformer.fromServer('{"op":9,"d":null}');
		assert.deepEqual(engines.take(), ["lost", "resumed"]);
		owner.onOutput({ up: ["of the loss"] });
		owner.onOutput({ up: ["of the Resume"] });
		assert.deepEqual(
			next.log.filter((said) => typeof said === "string"),
			["of the Resume"],
		);
	});

	it("should discard late engine output for an earlier socket", () => {
		const { engines, socket, open } = made();
		const { owner } = engines.last;
		socket.transformer.bytesFromServer(frame(0, 25));
		socket.transformer.end("other");
		const next = open(resume());
		next.transformer.fromServer('{"op":9,"d":null}');
		next.transformer.bytesFromServer(frame(1, 27));
		for (const text of ["of op 25", "of the loss", "of the Resume", "of op 27"]) {
			owner.onOutput({ up: [text], encryption: { state: "pending", version: 1 } });
		}
		const texts = next.log.filter((said) => typeof said === "string");
		assert.deepEqual(texts, ["of the Resume", "of op 27"]);
		assert.deepEqual(next.log[1], { state: "pending", version: 1 });
	});

	it("should move a session to the socket that resumes it", () => {
		const { engines, socket, ...fixture } = made();
		const next = fixture.open(resume());
		socket.transformer.end("client", 1000);
		next.transformer.fromServer('{"op":9}');
		engines.last.say({ up: ["now"] });
		assert.deepEqual([engines.take(), engines.last.isEnded], [["lost", "resumed"], false]);
		assert.deepEqual(next.log.at(-1), "now");
		assert.deepEqual(socket.log, []);
	});

	it("should ignore a socket that was abandoned while resuming", () => {
		const { engines, socket, ...fixture } = made();
		socket.transformer.end("other");
		const late = fixture.open(resume());
		const next = fixture.open(resume());
		late.transformer.fromServer('{"op":9,"d":null}');
		assert.equal(late.transformer.bytesFromServer(frame(7, 27)), '{"op":27,"seq":7,"d":{"size":0}}');
		engines.last.say({ up: ["before op 9"] });
		next.transformer.bytesFromServer(frame(7, 27));
		next.transformer.fromServer('{"op":9,"d":null}');
		engines.last.say({ up: ["after it"] });
		assert.deepEqual(engines.take(), ["lost", "lost", "binary 27 ", "resumed"]);
		assert.deepEqual(next.log.at(-1), "after it");
		assert.equal(next.log.includes("before op 9"), false);
	});

	it("should end a stale socket once a DAVE message comes", () => {
		for (const show of [
			(transformer: Transformer): unknown => transformer.bytesFromServer(frame(1, 27)),
			(transformer: Transformer): unknown => transformer.fromServer('{"op":22,"seq":1,"d":{"transition_id":1}}'),
		]) {
			const { socket, ...fixture } = made();
			fixture.open(resume()).transformer.end("peer", 4006);
			socket.transformer.fromServer('{"op":11,"seq":0,"d":{"user_ids":["1"]}}');
			assert.deepEqual(socket.log, []);
			show(socket.transformer);
			assert.deepEqual(socket.log, [["end", 4006]]);
		}
	});

	it("should end a socket that resumes an unknown session", () => {
		const fixture = new Fixture();
		fixture.socket(identify());
		for (const text of [resume("another"), resume("session", "other token")]) {
			const { transformer, log } = fixture.socket();
			assert.equal(transformer.fromClient(text), undefined);
			assert.deepEqual(log, [["end", 4006]]);
		}
		assert.deepEqual(fixture.socketTo({ ...FAR, host: "b.discord.media" }, resume()).log, [["end", 4006]]);
		assert.deepEqual(fixture.socketTo({ ...FAR, port: 2048 }, resume()).log, [["end", 4006]]);
	});

	it("should allow resuming an unknown session until it is encrypted", () => {
		const shown: ReadonlyArray<(transformer: Transformer) => unknown> = [
			(transformer) => transformer.fromServer('{"op":21,"seq":4,"d":{"protocol_version":1,"transition_id":1}}'),
			(transformer) => transformer.fromServer('{"op":4,"seq":4,"d":{"dave_protocol_version":1}}'),
			(transformer) => transformer.bytesFromServer(frame(4, 27)),
		];
		for (const show of shown) {
			const { transformer, log } = new Fixture().socket();
			const plain = JSON.stringify({ op: 7, d: { session_id: "session", token: "token", seq_ack: 0 } });
			assert.equal(transformer.fromClient(resume("session", "token", false)), plain);
			transformer.fromServer('{"op":9,"d":null}');
			transformer.fromServer('{"op":4,"seq":3,"d":{"dave_protocol_version":0}}');
			transformer.fromServer('{"op":11,"seq":3,"d":{"user_ids":["1"]}}');
			assert.deepEqual(log, []);
			show(transformer);
			assert.deepEqual(log, [["end", 4006]]);
		}
	});

	it("should keep a session that lost its socket for a while", () => {
		const { clock, engines, sessions, socket, ...fixture } = made();
		socket.transformer.end("other");
		clock.advance(KEEP - 1);
		const next = fixture.open(resume());
		clock.advance(KEEP);
		assert.equal(engines.last.isEnded, false);
		next.transformer.end("peer", 4015);
		clock.advance(KEEP);
		assert.deepEqual([engines.last.isEnded, sessions.daveCount, clock.pending], [true, 0, 0]);
		assert.deepEqual(fixture.open(resume()).log, [["end", 4006]]);
	});

	/** By hand: who closed, with what, and whether the session is over with it. */
	const ENDS: ReadonlyArray<readonly [by: "client" | "peer" | "other", code: number | undefined, isOver: boolean]> = [
		["client", 1000, true],
		["client", 1001, true],
		["client", 4000, false],
		["client", 1006, false],
		["peer", 1001, false],
		["peer", 4015, false],
		["peer", 4006, true],
		["peer", 4009, true],
		["peer", 4014, true],
		["peer", 4022, true],
		["other", 1006, false],
		["other", undefined, false],
	];
	for (const [by, code, isOver] of ENDS) {
		it(`should ${isOver ? "forget" : "keep"} a session whose socket ends by ${by} with ${code}`, () => {
			const { engines, socket, sessions } = made();
			socket.transformer.end(by, code);
			assert.deepEqual([engines.last.isEnded, sessions.daveCount], [isOver, isOver ? 0 : 1]);
		});
	}

	it("should replace a session of the same name or socket", () => {
		const { engines, sessions, socket, ...fixture } = made();
		const first = engines.last;
		const next = fixture.open(identify());
		assert.deepEqual([first.isEnded, engines.all.length, sessions.daveCount], [true, 2, 1]);
		next.transformer.fromClient(identify("another"));
		assert.deepEqual([engines.all.length, engines.all[1]?.isEnded, sessions.daveCount], [3, true, 1]);
		socket.transformer.end("other");
		assert.equal(sessions.daveCount, 1);
	});

	it("should keep one session per socket despite repeated Identifies", () => {
		const { clock, engines, sessions, socket } = made({ sessions: 3 });
		for (let count = 0; count < 3; count += 1) socket.transformer.fromClient(identify(`session ${count}`));
		const live = engines.all.filter(({ isEnded }) => !isEnded);
		assert.deepEqual([sessions.daveCount, live.length, socket.log, clock.pending], [1, 1, [], 0]);
	});

	it("should end a socket at its fifth Identify", () => {
		const { engines, socket } = made();
		for (let count = 0; count < 3; count += 1) socket.transformer.fromClient(identify(`session ${count}`));
		assert.deepEqual([engines.all.length, socket.log], [4, []]);
		assert.equal(socket.transformer.fromClient(identify("one too many")), undefined);
		assert.deepEqual([engines.all.length, socket.log], [4, [["end", 4005]]]);
	});

	it("should not let one tenant keep another from its share", () => {
		const fixture = new Fixture({ sessions: 4 });
		const loud = [1, 2, 3, 4].map((number) => fixture.socketOf("loud", identify(`loud ${number}`)));
		const calm = [1, 2].map((number) => fixture.socketOf("calm", identify(`calm ${number}`)));
		assert.deepEqual(
			[...loud, ...calm].map(({ log }) => log),
			[[], [], [["end", 1013]], [["end", 1013]], [], []],
		);
		assert.deepEqual(fixture.socketOf("loud", identify("more")).log, [["end", 1013]]);
		assert.deepEqual(fixture.socketOf("calm", identify("more")).log, [["end", 1013]]);
		assert.equal(fixture.sessions.daveCount, 4);
	});

	it("should not end another tenant's waiting sessions", () => {
		const fixture = new Fixture({ sessions: 3 });
		fixture.socketOf("calm", identify("calm")).transformer.end("other");
		for (const number of [1, 2, 3, 4])
			fixture.socketOf("loud", identify(`loud ${number}`)).transformer.end("other");
		const { log } = fixture.socketOf("calm", resume("calm"));
		assert.deepEqual([log, fixture.sessions.daveCount], [[{ state: "none" }], 3]);
	});

	for (const [name, text] of [
		["another", resume("another")],
		["one that is not known", resume("unknown")],
		["a plain one that is not known", resume("unknown", "token", false)],
	] as const) {
		it(`should not extend a session whose socket resumes ${name}`, () => {
			const { clock, sessions, socket, ...fixture } = made();
			fixture.open(identify("another")).transformer.end("other");
			socket.transformer.fromClient(text);
			socket.transformer.end("other");
			assert.equal(sessions.daveCount, 2);
			clock.advance(KEEP);
			assert.deepEqual([sessions.daveCount, clock.pending], [0, 0]);
		});
	}

	it("should end waiting sessions first, then refuse", () => {
		const { engines, sessions, socket, ...fixture } = made({ sessions: 2 });
		fixture.open(identify("b"));
		socket.transformer.end("other");
		fixture.open(identify("c"));
		assert.deepEqual(
			engines.all.map(({ isEnded }) => isEnded),
			[true, false, false],
		);
		assert.deepEqual(fixture.open(identify("d")).log, [["end", 1013]]);
		assert.equal(sessions.daveCount, 2);
	});

	it("should first end the session that has waited longest", () => {
		const { engines, socket, ...fixture } = made({ sessions: 3 });
		const [second, third] = [fixture.open(identify("b")), fixture.open(identify("c"))];
		for (const { transformer } of [second, third, socket]) transformer.end("other");
		fixture.open(identify("d"));
		assert.deepEqual(
			engines.all.map(({ isEnded }) => isEnded),
			[false, true, false, false],
		);
	});

	it("should end the socket of a session whose engine is lost", () => {
		const { engines, sessions, socket } = made();
		engines.last.owner.onLost();
		assert.deepEqual([socket.log, sessions.daveCount], [[["end", 4006]], 0]);
		socket.transformer.end("other");
		assert.equal(sessions.daveCount, 0);
	});

	it("should give a rejoin ten more seconds after each report", () => {
		const { clock, engines } = made();
		const { last } = engines;
		last.say({ up: [], rejoin: "begun" });
		clock.advance(9999);
		last.say({ up: [], rejoin: "begun" });
		clock.advance(9999);
		assert.deepEqual(engines.take(), []);
		clock.advance(1);
		assert.deepEqual(engines.take(), ["overdue"]);
		last.say({ up: [], rejoin: "begun" });
		last.say({ up: [], rejoin: "done" });
		assert.equal(clock.pending, 0);
	});

	it("should end the socket of a session whose rejoin failed, and forget it", () => {
		const { clock, engines, rejoins, sessions, socket } = made();
		engines.last.say({ up: [], rejoin: "begun" });
		engines.last.say({ up: [], rejoin: "failed" });
		assert.deepEqual(rejoins, ["begun", "failed"]);
		assert.deepEqual([socket.log, engines.last.isEnded, sessions.daveCount], [[["end", 4006]], true, 0]);
		assert.equal(clock.pending, 0);
	});

	it("should time no rejoin while the link is lost", () => {
		const { clock, engines, socket, open } = made();
		const { last } = engines;
		last.say({ up: [], rejoin: "begun" });
		socket.transformer.end("other");
		last.say({ up: [], rejoin: "failed" });
		clock.advance(KEEP - 1);
		const next = open(resume());
		next.transformer.fromServer('{"op":9}');
		last.say({ up: [], rejoin: "begun" });
		assert.deepEqual(engines.take(), ["lost", "resumed"]);
		clock.advance(10_000);
		assert.deepEqual(engines.take(), ["overdue"]);
	});

	it("should end every session", () => {
		const { engines, sessions, clock, socket } = made();
		socket.transformer.end("other");
		sessions.close();
		assert.deepEqual([engines.last.isEnded, sessions.daveCount, clock.pending], [true, 0, 0]);
	});
});

/** A fixture with one session, on a socket that is open. */
function made(limits: { readonly sessions?: number } = {}) {
	const fixture = new Fixture(limits);
	const { clock, engines, rejoins, sessions } = fixture;
	const socket = fixture.socket(identify());
	return {
		clock,
		engines,
		rejoins,
		sessions,
		socket,
		open: (...texts: Array<string>) => fixture.socket(...texts),
	};
}

function withoutSession() {
	const fixture = new Fixture();
	return { engines: fixture.engines, transformer: fixture.socket('{"op":0,"d":{}}').transformer };
}
