/** A speaker on a real server: UDP on the loopback with a fake clock. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { GatewayPacket } from "../media/PacketTap.ts";
import type { GatewayServerOptions } from "../options.ts";
import { TRANSPORT_MODES } from "../../shared/rtp/TransportCipher.ts";
import { ALICE, BOB, startServer } from "../support/fixtures.ts";
import { MediaClient } from "../support/MediaClient.ts";
import { Speaker, type SpeakerOptions } from "./Speaker.ts";

const WAIT = 5;

async function start(context: TestContext, changes: Partial<SpeakerOptions> = {}, options: GatewayServerOptions = {}) {
	const fixture = await startServer(context, { heartbeatInterval: 1e6, ...options });
	const { server, clock } = fixture;
	const packets: Array<GatewayPacket> = [];
	server.onPacket((packet) => packet.sessionId === BOB.sessionId && packets.push(packet));
	const speaker = await Speaker.join(server, { credentials: BOB, clock, ...changes });
	context.after(() => speaker.leave());
	/** Advances the clock in steps of 1 ms, and waits until the server has received everything. */
	const turn = async (milliseconds: number): Promise<void> => {
		for (let time = 0; time < milliseconds; time += 1) clock.advance(1);
		const sent = () => server.stats(BOB.sessionId).packets!;
		for (let look = 0; look < 400 && rtpOf(packets).length < speaker.sentCount; look += 1) {
			await new Promise((resolve) => setTimeout(resolve, WAIT));
		}
		assert.equal(rtpOf(packets).length, speaker.sentCount, JSON.stringify(sent()));
	};
	const kinds = () => rtpOf(packets).map(({ kind }) => kind);
	return { ...fixture, speaker, packets, turn, kinds };
}

const rtpOf = (packets: ReadonlyArray<GatewayPacket>) => packets.filter(({ ssrc }) => ssrc !== undefined);
const times = <Item>(count: number, item: Item): ReadonlyArray<Item> => Array.from({ length: count }, () => item);

describe("Speaker", () => {
	for (const mode of TRANSPORT_MODES) {
		it(`should speak every 20 ms and end in silence, with ${mode}`, async (context) => {
			const { speaker, turn, kinds, packets } = await start(context, { mode });
			let isDone = false;
			void speaker.speak(200, { level: 1 }).then(() => (isDone = true));
			await turn(100);
			assert.deepEqual(kinds(), times(6, "speech"));
			await turn(200);
			assert.deepEqual(kinds(), [...times(10, "speech"), ...times(5, "silence")]);
			assert.equal(isDone, true);
			const [first, second] = rtpOf(packets);
			assert.deepEqual([first?.audioLevel, first?.hasVoice, first?.speakerFlags], [0, true, 2]);
			assert.deepEqual([second!.sequence! - first!.sequence!, second!.timestamp! - first!.timestamp!], [1, 960]);
		});
	}

	it("should be heard by others and map itself once", async (context) => {
		const { server, clock, speaker, turn, events } = await start(context);
		const alice = await MediaClient.join(context, { server, clock }, ALICE);
		for (let round = 0; round < 2; round += 1) {
			void speaker.speak(60);
			await turn(200);
		}
		assert.equal((await alice.settle()).length, 16);
		const mapped = events.filter((event) => event.kind === "mapped" && event.sessionId === BOB.sessionId);
		assert.equal(mapped.length, 1);
		assert.equal(server.stats(BOB.sessionId).packets!.sent, 0);
	});

	it("should stop with silence, or cease without", async (context) => {
		const { speaker, turn, kinds } = await start(context);
		void speaker.speak();
		await turn(10);
		speaker.stop();
		await turn(200);
		assert.deepEqual(kinds(), ["speech", ...times(5, "silence")]);
		void speaker.speak();
		await turn(10);
		assert.equal(speaker.isSpeaking, true);
		speaker.cease();
		await turn(200);
		assert.deepEqual(kinds().slice(6), ["speech"]);
		assert.equal(speaker.isSpeaking, false);
	});

	it("should reconnect and keep speaking over a Resume", async (context) => {
		const { server, speaker, turn, kinds, clock, events } = await start(context);
		server.dropSession(BOB.sessionId);
		for (let look = 0; look < 400 && !events.some(({ kind }) => kind === "resumed"); look += 1) {
			clock.advance(10);
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
		void speaker.speak(20);
		await turn(200);
		assert.equal(kinds().length, 6);
	});

	it("should get a new address and key after reidentifying", async (context) => {
		const { server, speaker, turn, kinds, clock } = await start(context);
		const { ssrc } = speaker;
		server.disconnectSession(BOB.sessionId, 4006);
		for (let look = 0; look < 400 && speaker.ssrc === ssrc; look += 1) {
			clock.advance(10);
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
		for (let look = 0; look < 100; look += 1) await new Promise((resolve) => setImmediate(resolve));
		void speaker.speak(20);
		await turn(200);
		assert.equal(kinds().length, 6);
	});

	it("should send RTCP and raw datagrams", async (context) => {
		const { server, clock, speaker, packets } = await start(context);
		const alice = await MediaClient.join(context, { server, clock }, ALICE);
		speaker.report();
		speaker.sendRaw(Buffer.from("nonsense"));
		speaker.sendRaw(Buffer.alloc(3));
		for (let look = 0; look < 400 && packets.every(({ dropped }) => dropped === undefined); look += 1) {
			await new Promise((resolve) => setTimeout(resolve, WAIT));
		}
		assert.ok(packets.some(({ kind }) => kind === "rtcp"));
		await alice.settle();
		assert.ok(alice.others.some((datagram) => datagram[1] === 201));
	});

	it("should leave for good", async (context) => {
		const { server, speaker } = await start(context);
		const ended = new Promise<void>((resolve) => {
			server.onEvent((event) => event.kind === "ended" && resolve());
		});
		speaker.leave();
		speaker.leave();
		await ended;
		assert.equal(server.stats(BOB.sessionId).state, "ended");
	});

	it("should reject a level above 1", async (context) => {
		const { speaker } = await start(context);
		await assert.rejects(speaker.play("speech", 20, { level: 2 }), /level must be from 0 to 1, got 2/);
	});
});
