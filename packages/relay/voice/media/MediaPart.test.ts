/** Media as sockets and sessions see it: no network. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TRANSPORT_MODES } from "../../../shared/rtp/TransportCipher.ts";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import type { Transformer } from "../../link/socket/Transformer.ts";
import { Memory } from "../../memory/Memory.ts";
import { FakeNetwork } from "../../support/FakeDatagrams.ts";
import { CarriedSessions } from "../CarriedSessions.ts";
import { MEDIA_STATES, MediaParts } from "./MediaParts.ts";
import { VoicePackets, VoiceServerKey } from "./support/VoicePackets.ts";

const FAR = { host: "a.discord.media", port: 443, isInsecure: false };
const KEEP = 60_000;
const ANNA = "104694319306248301";
const KEY = Buffer.alloc(32, 7);
const READY = {
	ssrc: 1,
	ip: "66.22.196.1",
	port: 5000,
	modes: ["aead_xchacha20_poly1305_rtpsize", TRANSPORT_MODES[0]],
};

const text = (op: number, d: unknown, seq?: number): string => JSON.stringify({ op, seq, d });
const identify = (session_id = "session"): string => text(0, { user_id: "11", session_id, token: "token" });
const resume = (session_id = "session", encrypted = false): string =>
	text(7, { session_id, token: "token", seq_ack: 0, encrypted });
const describeKey = (mode: string = TRANSPORT_MODES[0]): string => text(4, { mode, secret_key: [...KEY] }, 0);

interface Seat {
	readonly transformer: Transformer;
	/** Texts that the relay itself sent up. */
	readonly up: Array<{ readonly op: number; readonly d: Readonly<Record<string, unknown>> }>;
	/** Data of `m` records, and ends. */
	readonly told: Array<Readonly<Record<string, unknown>>>;
	readonly socket: { isHeld: boolean };
}

class Fixture {
	public readonly clock = new FakeClock();
	public readonly network = new FakeNetwork();
	public readonly memory: Memory;
	public readonly parts: MediaParts;
	public readonly sessions: CarriedSessions;
	private relieve: (() => void) | undefined;

	public constructor({ sessions = 3, memory = 1e9 } = {}) {
		this.memory = new Memory(memory, (relieve) => (this.relieve = relieve));
		this.parts = new MediaParts({
			clock: this.clock,
			openDatagrams: this.network.open,
			openAccount: (tenant, cut) => this.memory.token(tenant).open(cut),
		});
		const open: MediaParts["open"] = (tenant, link, isInsecure) => this.parts.open(tenant, link, isInsecure);
		this.sessions = new CarriedSessions({ media: { sessions, open }, keepMs: KEEP }, this.clock);
	}

	public socket(tenant: string, ...texts: ReadonlyArray<string>): Seat {
		const [up, told]: [Seat["up"], Seat["told"]] = [[], []];
		const socket = {
			isHeld: false,
			peerAddress: "66.22.196.9",
			sendText: (sent: string) => void up.push(JSON.parse(sent) as Seat["up"][number]),
			sendBinary: () => assert.fail("media sends no binary message"),
			tell: (type: string, data: object) => void (type === "m" && told.push(data as Seat["told"][number])),
			end: (code: number) => void told.push({ end: code }),
		};
		const transformer = this.sessions.transformerFor(tenant)(socket, FAR, { dave: true, media: true });
		assert.ok(transformer !== undefined);
		for (const sent of texts) transformer.fromClient(sent);
		return { transformer, up, told, socket };
	}

	/** A session with live media. */
	public live(tenant = "one", sessionId = "session"): Seat & { readonly server: VoiceServerKey } {
		const seat = this.socket(tenant, identify(sessionId));
		seat.transformer.fromServer(text(2, READY));
		this.network.last.discover(READY.ssrc);
		seat.transformer.fromServer(describeKey());
		return { ...seat, server: new VoiceServerKey(TRANSPORT_MODES[0], KEY) };
	}

	public cut(): void {
		this.relieve?.();
	}

	/** Sessions by state, those without any left out. */
	public states(): ReadonlyArray<string> {
		return MEDIA_STATES.flatMap((state) => Array.from({ length: this.parts.count(state) }, () => state));
	}
}

describe("MediaPart", () => {
	it("should select the protocol with its own address and the best mode", () => {
		const { up, told } = new Fixture().live();
		const [selected, spoken, ...rest] = up;
		const data = { address: "192.0.2.1", port: 4000, mode: TRANSPORT_MODES[0] };
		assert.deepEqual(selected, { op: 1, d: { protocol: "udp", data } });
		assert.deepEqual(spoken, { op: 5, d: { speaking: 0, delay: 0, ssrc: 1 } });
		assert.deepEqual(rest, []);
		assert.deepEqual(told, [{ state: "opening", full: true, speaking: [] }, { state: "live" }]);
	});

	it("should keep the client's op 1 from the gateway, and no other text", () => {
		const { transformer } = new Fixture().live();
		assert.equal(transformer.fromClient(text(1, { protocol: "udp" })), undefined);
		for (const op of [3, 5, 23]) assert.equal(transformer.fromClient(text(op, {})), text(op, {}));
		assert.deepEqual(transformer.bytesFromClient(Buffer.of(1)), Buffer.of(1));
	});

	it("should remove the key from every op 4", () => {
		const { transformer } = new Fixture().live();
		for (let count = 0; count < 2; count += 1) {
			assert.equal(transformer.fromServer(describeKey()), text(4, { mode: TRANSPORT_MODES[0] }, 0));
		}
		assert.equal(transformer.fromServer(text(11, { user_ids: [] }, 1)), text(11, { user_ids: [] }, 1));
	});

	/** By hand: op 2 or op 4 that media cannot work with, and the reported reason. */
	const FAILURES: ReadonlyArray<readonly [name: string, ready: object, key: string | undefined, reason: RegExp]> = [
		["a private address", { ...READY, ip: "10.0.0.1" }, undefined, /^address: /],
		["its own address, which is not listed", { ...READY, ip: "127.0.0.1" }, undefined, /^address: /],
		["no known mode", { ...READY, modes: ["xsalsa20_poly1305"] }, undefined, /^mode: /],
		["another mode than was selected", READY, describeKey("aead_unknown"), /^mode: /],
		["a short key", READY, text(4, { mode: TRANSPORT_MODES[0], secret_key: [1] }), /^key: /],
		["no key", READY, text(4, {}), /^key: /],
	];
	for (const [name, ready, key, reason] of FAILURES) {
		it(`should be unavailable with ${name}`, () => {
			const fixture = new Fixture();
			const { transformer, up, told } = fixture.socket("one", identify());
			transformer.fromServer(text(2, ready));
			if (key !== undefined) {
				fixture.network.last.discover(READY.ssrc);
				transformer.fromServer(key);
				assert.ok(fixture.network.last.isClosed);
			} else assert.equal(fixture.network.all.length, 0);
			assert.match(String(told.at(-1)?.reason), reason);
			assert.deepEqual([told.at(-1)?.state, up[0]?.op], ["unavailable", 1]);
			assert.equal(fixture.clock.pending, 0);
		});
	}

	it("should repeat an unanswered selection after a Resume", () => {
		const fixture = new Fixture();
		const { transformer } = fixture.socket("one", identify());
		transformer.fromServer(text(2, READY));
		transformer.end("other");
		fixture.network.last.discover(READY.ssrc);
		const next = fixture.socket("one", resume());
		assert.deepEqual(next.up, []);
		next.transformer.fromServer(text(9, null));
		assert.deepEqual(
			next.up.map(({ op }) => op),
			[1],
		);
		next.transformer.fromServer(describeKey());
		assert.deepEqual(next.told.at(-1), { state: "live" });
	});

	it("should not stop a returned user on a repeated op 13", () => {
		const fixture = new Fixture();
		const { transformer, server, told } = fixture.live();
		transformer.fromServer(text(13, { user_id: ANNA }, 1));
		transformer.fromServer(text(5, { user_id: ANNA, ssrc: 7, speaking: 1 }, 2));
		transformer.fromServer(text(13, { user_id: ANNA }, 1));
		const anna = new VoicePackets(server, 7);
		for (let count = 0; count < 2; count += 1) fixture.network.last.listener.onDatagram(anna.speech());
		fixture.clock.advance(100);
		assert.deepEqual((told.at(-1)?.speaking as Array<Array<unknown>>)[0]?.slice(0, 2), [ANNA, 1]);
	});

	it("should read op 12 as a mapping", () => {
		const fixture = new Fixture();
		const { transformer, server, told } = fixture.live();
		transformer.fromServer(text(12, { user_id: ANNA, audio_ssrc: 7, video_ssrc: 8 }, 1));
		const anna = new VoicePackets(server, 7);
		for (let count = 0; count < 2; count += 1) fixture.network.last.listener.onDatagram(anna.speech());
		fixture.clock.advance(100);
		assert.deepEqual((told.at(-1)?.speaking as Array<Array<unknown>>)[0]?.slice(0, 2), [ANNA, 1]);
	});

	it("should keep the last change while the client is held back", () => {
		const fixture = new Fixture();
		const { transformer, server, socket, told } = fixture.live();
		transformer.fromServer(text(5, { user_id: ANNA, ssrc: 7, speaking: 1 }, 1));
		const anna = new VoicePackets(server, 7);
		socket.isHeld = true;
		const before = told.length;
		for (let turn = 0; turn < 100; turn += 1) {
			for (const packet of [anna.speech(), anna.speech(), ...anna.end()]) {
				fixture.network.last.listener.onDatagram(packet);
			}
			fixture.clock.advance(300);
		}
		assert.equal(told.length, before);
		socket.isHeld = false;
		transformer.readOn();
		const rows = told.at(-1)?.speaking as Array<Array<unknown>>;
		assert.deepEqual(
			rows.map(([, isSpeaking]) => isSpeaking),
			[1, 0],
		);
	});

	it("should report media lost when most packets are not authentic", () => {
		const fixture = new Fixture();
		const { told } = fixture.live();
		const forged = new VoicePackets(new VoiceServerKey(TRANSPORT_MODES[0], Buffer.alloc(32, 8)), 7);
		for (let count = 0; count < 20; count += 1) fixture.network.last.listener.onDatagram(forged.speech());
		fixture.clock.advance(5000);
		assert.deepEqual([told.at(-1)?.state, fixture.network.last.isClosed], ["lost", true]);
		assert.match(String(told.at(-1)?.reason), /^key: /);
	});

	it("should report media lost for an unknown session", () => {
		const { transformer, told } = new Fixture().socket("one");
		assert.equal(transformer.fromClient(resume()), text(7, { session_id: "session", token: "token", seq_ack: 0 }));
		assert.deepEqual([told.length, told[0]?.state, told[0]?.full], [1, "lost", true]);
		assert.equal(transformer.fromClient(text(1, {})), undefined);
	});

	it("should share places among tenants, and go on without", () => {
		const fixture = new Fixture({ sessions: 2 });
		const [first, second] = [fixture.live("loud", "a"), fixture.live("loud", "b")];
		const third = fixture.socket("loud", identify("c"));
		assert.match(String(third.told[0]?.reason), /^refused: /);
		fixture.live("calm", "d");
		assert.match(String(second.told.at(-1)?.reason), /^refused: /);
		assert.deepEqual(first.told.at(-1), { state: "live" });
		assert.deepEqual(fixture.states(), ["live", "live", "unavailable", "unavailable"]);
		third.transformer.fromServer(text(2, READY));
		assert.deepEqual([third.up[0]?.op, fixture.network.all.length], [1, 3]);
	});

	it("should forget a session without a place once its socket is lost", () => {
		const fixture = new Fixture({ sessions: 1 });
		fixture.live("one", "a");
		const { transformer } = fixture.socket("one", identify("b"));
		transformer.end("other");
		assert.deepEqual(fixture.states(), ["live"]);
	});

	it("should leave nothing behind when a session ends", () => {
		const fixture = new Fixture();
		const { transformer } = fixture.live();
		assert.ok(fixture.memory.size > 0);
		transformer.end("client", 1000);
		assert.deepEqual(
			[fixture.network.last.isClosed, fixture.clock.pending, fixture.memory.size, fixture.states()],
			[true, 0, 0, []],
		);
	});

	it("should keep counting after a session is over", () => {
		const fixture = new Fixture();
		const { transformer, server } = fixture.live();
		fixture.network.last.listener.onDatagram(new VoicePackets(server, 7).speech());
		transformer.end("client", 1000);
		fixture.live();
		assert.deepEqual([fixture.parts.totals.speech, fixture.parts.totals.unmapped], [1, 1]);
	});

	it("should give media up when memory is full, but not the session", () => {
		const fixture = new Fixture({ memory: 10_000 });
		const { told } = fixture.live();
		fixture.cut();
		assert.match(String(told.at(-1)?.reason), /^closed: .*RELAY_BUFFER_TOTAL/);
		assert.deepEqual([fixture.memory.size, fixture.network.last.isClosed], [0, true]);
	});

	it("should keep a session that waits for a Resume for a while", () => {
		const fixture = new Fixture();
		const { transformer } = fixture.live();
		transformer.end("other");
		fixture.clock.advance(KEEP - 1);
		assert.equal(fixture.network.last.isClosed, false);
		fixture.clock.advance(1);
		assert.deepEqual([fixture.network.last.isClosed, fixture.clock.pending], [true, 0]);
	});
});
