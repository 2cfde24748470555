import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type NetConnectOpts, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import type { WebSocket } from "ws";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { Intake } from "../intake/Intake.ts";
import { PacedSocket } from "../intake/PacedSocket.ts";
import { startFar } from "../support/startRelay.ts";
import type { UpstreamEnd } from "./Upstream.ts";
import { WsUpstream } from "./WsUpstream.ts";

const OPTIONS = { maxPayload: 1e6, maxFragments: 16, closeTimeout: 5000, perMessageDeflate: false };

interface Opened {
	readonly clock: FakeClock;
	readonly upstream: WsUpstream;
	readonly far: WebSocket;
	/** Its connection, to write frames by hand. */
	readonly wire: Socket;
	readonly heard: Array<string>;
	readonly ends: Array<UpstreamEnd>;
	readonly held: () => number;
	/** Called with each text. */
	onText: () => void;
}

async function open(context: TestContext): Promise<Opened> {
	const server = await startFar(context);
	const connected = server.nextSocket();
	const heard: Array<string> = [];
	const ends: Array<UpstreamEnd> = [];
	const clock = new FakeClock();
	let held = 0;
	let isOpen: () => void = () => {};
	const whenOpen = new Promise<void>((resolve) => (isOpen = resolve));
	const upstream = new WsUpstream(
		new URL(server.url),
		[],
		{
			onOpen: () => isOpen(),
			onText: (text) => {
				heard.push(text.toString());
				fixture.onText();
			},
			onBinary: (bytes) => heard.push(`b:${bytes.toString("hex")}`),
			onPing: (payload) => heard.push(`ping:${payload.toString()}`),
			onPong: (payload) => heard.push(`pong:${payload.toString()}`),
			onHeld: (size) => (held = size),
			onEnd: (end) => ends.push(end),
		},
		{
			options: OPTIONS,
			dial: (args, onWaiting) => new PacedSocket(connect(args as NetConnectOpts), new Intake(), { onWaiting }),
		},
		clock,
	);
	const far = await connected;
	const wire = (far as unknown as { _socket: Socket })._socket;
	const fixture: Opened = { clock, upstream, far, wire, heard, ends, held: () => held, onText: () => {} };
	await whenOpen;
	return fixture;
}

/** Runs turns of the event loop until a condition holds. */
async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A text frame of a server. */
const frame = (text: string): Buffer => Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);

describe("WsUpstream", () => {
	it("should deliver nothing while paused, then everything in order", async (context) => {
		const fixture = await open(context);
		const { upstream, wire, heard } = fixture;
		fixture.onText = () => {
			if (heard.length === 1) upstream.pause();
		};
		// in one chunk, like a burst of small messages
		const frames = [...Array(2000).keys()].map((index) => frame(`${index}`));
		wire.write(Buffer.concat([...frames, Buffer.from([0x89, 1, 0x41]), Buffer.from([0x82, 1, 0xff])]));
		await until(() => fixture.held() > 0);
		assert.deepEqual(heard, ["0"]);
		upstream.resume();
		await until(() => heard.length === 2002);
		assert.deepEqual(heard, [...[...Array(2000).keys()].map(String), "ping:A", "b:ff"]);
		assert.equal(fixture.held(), 0);
	});

	it("should stop amid its backlog when paused again", async (context) => {
		const fixture = await open(context);
		const { upstream, wire, heard } = fixture;
		fixture.onText = () => upstream.pause();
		wire.write(Buffer.concat([frame("a"), frame("b"), frame("c")]));
		await until(() => fixture.held() > 0);
		for (const expected of [["a"], ["a", "b"], ["a", "b", "c"]]) {
			assert.deepEqual(heard, expected);
			upstream.resume();
		}
	});

	it("should end only after its backlog", async (context) => {
		const fixture = await open(context);
		const { upstream, far, wire, heard, ends } = fixture;
		fixture.onText = () => upstream.pause();
		wire.write(Buffer.concat([frame("a"), frame("b")]));
		await until(() => fixture.held() > 0);
		far.terminate();
		await until(() => far.readyState === far.CLOSED);
		assert.deepEqual(ends, []);
		fixture.onText = () => {};
		upstream.resume();
		await until(() => ends.length === 1);
		assert.deepEqual(heard, ["a", "b"]);
		assert.deepEqual(ends, [{ kind: "closed", code: 1006, reason: "", by: "network" }]);
	});

	it("should count an unfinished message until it is whole", async (context) => {
		const fixture = await open(context);
		const { wire, heard } = fixture;
		// a frame of 60,000 bytes, without its last one; then fragments
		wire.write(Buffer.concat([Buffer.from([0x81, 126, 0xea, 0x60]), Buffer.alloc(59_999, 0x61)]));
		await until(() => fixture.held() >= 60_003);
		wire.write("a");
		await until(() => heard.length === 1);
		assert.equal(fixture.held(), 0);
		wire.write(Buffer.concat([Buffer.from([0x01, 100]), Buffer.alloc(100, 0x61)]));
		await until(() => fixture.held() >= 102);
		// a ping in between is no message
		wire.write(Buffer.from([0x89, 0]));
		await until(() => heard.length === 2);
		assert.ok(fixture.held() >= 102);
	});

	it("should count data only until it is written", async (context) => {
		const { upstream, wire, held } = await open(context);
		wire.pause();
		while (upstream.bufferedSize === 0) upstream.sendBinary(Buffer.alloc(100_000));
		assert.ok(held() >= 100_000);
		assert.ok(upstream.bufferedSize > 0);
		wire.resume();
		await until(() => held() === 0);
		assert.equal(upstream.bufferedSize, 0);
	});

	it("should send its code and read nothing more when dropped", async (context) => {
		const { clock, upstream, far, wire, heard, ends } = await open(context);
		let sent = 0;
		const chunk = Buffer.concat([...Array(2000).keys()].map(() => frame("x".repeat(30))));
		const send = (): void => {
			while (!wire.destroyed && wire.write(chunk)) sent += chunk.length;
		};
		wire.on("drain", send);
		wire.on("error", () => {});
		far.on("error", () => {});
		send();
		await until(() => heard.length > 0);
		const closed = once(far, "close");
		upstream.drop(4000, "");
		const count = heard.length;
		const before = sent;
		let turns = 0;
		await until(() => (turns += 1) > 1000);
		clock.advance(1000);
		assert.equal((await closed)[0], 4000);
		assert.equal(heard.length, count);
		assert.deepEqual(ends, []);
		// what fits into the buffers of two kernels, not what a second brings
		assert.ok(sent - before < 32e6, `${sent - before} bytes`);
	});

	it("should name the setting that a large message exceeds", async (context) => {
		const { far, ends } = await open(context);
		far.send("x".repeat(1_000_001));
		await until(() => ends.length === 1);
		const reason = "message is above 1000000 bytes (RELAY_MAX_RECORD)";
		assert.deepEqual(ends, [{ kind: "closed", code: 1009, reason, by: "relay" }]);
	});

	it("should end a message of too many fragments", async (context) => {
		const { wire, ends } = await open(context);
		const fragments = [...Array(20).keys()].map((index) => Buffer.from([index === 0 ? 0x01 : 0x00, 1, 0x61]));
		wire.write(Buffer.concat(fragments));
		await until(() => ends.length === 1);
		const reason = "Too many message fragments";
		assert.deepEqual(ends, [{ kind: "closed", code: 1008, reason, by: "relay" }]);
	});
});
