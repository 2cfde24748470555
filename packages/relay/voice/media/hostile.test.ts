/** Failure case 7 of docs/speaking.md: what a voice server, or an attacker that forges its address, may send. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { writeHeader } from "../../../shared/rtp/header.ts";
import { TRANSPORT_MODES } from "../../../shared/rtp/TransportCipher.ts";
import type { Outcome } from "./core/counts.ts";
import { MediaScene, times } from "./support/MediaScene.ts";
import { VoicePackets, VoiceServerKey } from "./support/VoicePackets.ts";

const FIELDS = { sequence: 9, timestamp: 9, ssrc: 10 };

/** RTCP whose bytes 8 to 11 are a known SSRC: @discordjs/voice 0.19.2 takes it for speech. */
const RTCP = Buffer.concat([Buffer.from("81c90007000000010000000a", "hex"), Buffer.alloc(60)]);

/** What comes ten times, 20 ms apart, and its outcome. */
interface Row {
	readonly name: string;
	readonly outcome: Outcome;
	readonly make: (anna: VoicePackets, scene: MediaScene) => Buffer;
}

const FORGERIES: ReadonlyArray<Row> = [
	{ name: "a bad tag", outcome: "refused", make: (anna) => flip(anna.speech(), -5) },
	{ name: "a changed header", outcome: "refused", make: (anna) => flip(anna.speech(), 2) },
	{ name: "a changed nonce", outcome: "refused", make: (anna) => flip(anna.speech(), -1) },
	{ name: "another key", outcome: "refused", make: (_, { server }) => otherKey(server).speech() },
	{ name: "RTCP", outcome: "rtcp", make: () => RTCP },
	{ name: "payload type 96", outcome: "payloadType", make: (anna) => anna.speech({ payloadType: 96 }) },
	{
		name: "payload type 101",
		outcome: "payloadType",
		make: (anna) => anna.speech({ payloadType: 101, marker: true }),
	},
	{ name: "our own SSRC", outcome: "own", make: (_, scene) => scene.stranger(1).speech() },
	{ name: "an extension beyond the end", outcome: "extension", make: () => header({ extensionSize: 400 }) },
	{
		name: "15 sources beyond the end",
		outcome: "csrc",
		make: () => header({ csrc: times(15, () => 1) }).subarray(0, 90),
	},
	{
		name: "a padding count of 0",
		outcome: "badPadding",
		make: (anna) => anna.packet(Buffer.alloc(9), { hasPadding: true }),
	},
	{
		name: "a padding count above the rest",
		outcome: "badPadding",
		make: (anna) => anna.packet(Buffer.alloc(9, 10), { hasPadding: true }),
	},
];

function flip(packet: Buffer, at: number): Buffer {
	packet[at < 0 ? packet.length + at : at]! ^= 1;
	return packet;
}

function otherKey({ mode }: VoiceServerKey): VoicePackets {
	return new VoicePackets(new VoiceServerKey(mode, Buffer.alloc(32, 8)), 10);
}

function header(fields: object): Buffer {
	return Buffer.concat([writeHeader({ ...FIELDS, ...fields }), Buffer.alloc(120)]);
}

for (const mode of TRANSPORT_MODES) {
	describe(`MediaCore: hostile datagrams (${mode})`, () => {
		for (const { name, outcome, make } of FORGERIES) {
			it(`should drop ${name} (case 7)`, () => {
				const scene = new MediaScene(mode);
				const anna = scene.speaker("anna", 10);
				scene.play(times(10, () => make(anna, scene)));
				const { counts } = scene.core;
				assert.deepEqual([scene.story, counts.packets, counts[outcome]], [[], 10, 10]);
			});
		}

		it("should not start on a replayed packet (case 7)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			const speech = times(50, () => anna.speech());
			scene.play([...speech, ...anna.end()]);
			scene.wait(1000);
			scene.play([...speech, ...times(20, () => speech[49]!)]);
			assert.deepEqual([scene.story, scene.core.counts.replay], [["anna starts", "anna stops"], 70]);
		});

		it("should not start on one packet sent again and again (case 7)", () => {
			const scene = new MediaScene(mode);
			const packet = scene.speaker("anna", 10).speech();
			scene.play(times(10, () => packet));
			assert.deepEqual([scene.story, scene.core.counts.replay], [[], 9]);
		});

		it("should not prolong speech by replayed packets (case 7)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			const speech = times(50, () => anna.speech());
			scene.play(speech);
			scene.play(times(50, () => speech[49]!));
			assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
			assert.equal(scene.core.lastValidAt, 1_000_000 + 49 * 20);
		});

		it("should drop datagrams of 0 to 40 bytes (case 7)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			for (let size = 0; size <= 40; size += 1) {
				for (const fill of [0x00, 0x80, 0x90, 0xbf, 0xff]) scene.receive(Buffer.alloc(size, fill));
				scene.receive(anna.speech().subarray(0, size));
			}
			const { packets, authenticated } = scene.core.counts;
			assert.deepEqual([scene.story, packets, authenticated], [[], 41 * 6, 0]);
		});

		it("should hear speech among all of this (case 7)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			for (let round = 0; round < 50; round += 1) {
				scene.receive(...FORGERIES.map(({ make }) => make(anna, scene)), anna.speech({ csrc: [1, 2] }));
				scene.wait(20);
			}
			assert.deepEqual(scene.story, ["anna starts"]);
		});

		it("should drop everything before the key and after it is wiped", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			scene.core.wipe();
			scene.play(times(10, () => anna.speech()));
			assert.deepEqual([scene.story, scene.core.counts.noKey], [[], 10]);
		});
	});
}
