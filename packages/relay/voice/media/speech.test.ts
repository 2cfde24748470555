/** Failure cases 1 to 6 of docs/speaking.md: what starts and stops a speaker, in both modes. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SILENCE_FRAME } from "../../../shared/rtp/opus.ts";
import { TRANSPORT_MODES } from "../../../shared/rtp/TransportCipher.ts";
import { seededRandom } from "../../../shared/random.ts";
import { MediaScene, PACKET_MS, times } from "./support/MediaScene.ts";
import { SPEECH_FRAME, type PacketOptions } from "./support/VoicePackets.ts";

/** Frames of a web client that streams without DTX. */
const WEB_QUIET: PacketOptions = { extension: { audioLevel: 127, hasVoice: false } };
const ONE_SECOND = 50;

for (const mode of TRANSPORT_MODES) {
	describe(`MediaCore: speech (${mode})`, () => {
		it("should start no speaker on op 5 alone (case 1)", () => {
			const scene = new MediaScene(mode);
			scene.speaker("anna", 10);
			scene.map("anna", 10);
			scene.wait(60_000);
			assert.deepEqual([scene.story, scene.core.speakers(), scene.core.needsSweep], [[], [], false]);
		});

		it("should start and stop once around five silence frames (case 2)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			scene.play(times(ONE_SECOND, () => anna.speech()));
			const endAt = scene.time;
			scene.play(anna.end());
			scene.wait(5000);
			assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
			const [start, stop] = scene.changes;
			assert.equal(start!.at, PACKET_MS);
			assert.ok(stop!.at - endAt <= 100, `stops ${stop!.at - endAt} ms after speech`);
		});

		it("should stop 250 to 300 ms after packets cease (case 3)", () => {
			for (let offset = 0; offset < 50; offset += 7) {
				const scene = new MediaScene(mode);
				const anna = scene.speaker("anna", 10);
				scene.play(times(ONE_SECOND, () => anna.speech()));
				scene.wait(offset);
				scene.receive(anna.speech());
				const endAt = scene.time;
				scene.wait(5000);
				assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
				const delay = scene.changes[1]!.at - endAt;
				assert.ok(delay >= 250 && delay <= 300, `stops ${delay} ms after speech`);
			}
		});

		for (const spacing of [60, 120]) {
			it(`should not flicker at ${spacing} ms between packets (case 4)`, () => {
				const scene = new MediaScene(mode);
				const anna = scene.speaker("anna", 10);
				scene.receive(anna.speech());
				scene.wait(PACKET_MS);
				scene.play(
					times(100, () => anna.speech({ frames: spacing / PACKET_MS })),
					spacing,
				);
				assert.deepEqual(scene.story, ["anna starts"]);
			});
		}

		it("should not flicker at 10 % loss and reordering (case 4)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			const random = seededRandom(4);
			const packets = [...times(500, () => anna.speech()), ...anna.end()];
			// each packet arrives up to 70 ms late, so up to three behind
			const arrivals = packets
				.map((packet, index) => ({ packet, at: index * PACKET_MS + random() * 70, isLost: random() < 0.1 }))
				.filter(({ isLost }) => !isLost)
				.sort((one, other) => one.at - other.at);
			for (const { packet, at } of arrivals) {
				scene.wait(Math.max(0, Math.round(at) - scene.time));
				scene.receive(packet);
			}
			scene.wait(1000);
			assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
		});

		it("should not stop anyone after a stall of the event loop (case 4)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			scene.play(times(ONE_SECOND, () => anna.speech()));
			scene.stall(600);
			scene.wait(0);
			scene.receive(...times(30, () => anna.speech()));
			scene.wait(PACKET_MS);
			scene.play(times(ONE_SECOND, () => anna.speech()));
			assert.deepEqual(scene.story, ["anna starts"]);
		});

		it("should stop after a stall in which packets ceased (case 4)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			scene.play(times(ONE_SECOND, () => anna.speech()));
			scene.stall(600);
			scene.wait(50);
			assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
		});

		it("should not start on a DTX refresh each 400 ms (case 5)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			scene.play(
				times(50, () => anna.speech()),
				400,
			);
			scene.play(
				times(50, () => anna.packet(SILENCE_FRAME)),
				400,
			);
			assert.deepEqual(scene.story, []);
		});

		it("should not start on five silence frames (case 5)", () => {
			const scene = new MediaScene(mode);
			scene.play(scene.speaker("anna", 10).end());
			assert.deepEqual([scene.story, scene.core.counts.silence], [[], 5]);
		});

		it("should not start on a burst of padding (case 5)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			scene.play(
				times(50, () => anna.paddingOnly()),
				2,
			);
			assert.deepEqual([scene.story, scene.core.counts.padding], [[], 50]);
		});

		it("should not prolong speech by a burst of padding (case 5)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			scene.play(times(5, () => anna.speech()));
			const endAt = scene.time - PACKET_MS;
			scene.play(
				times(200, () => anna.paddingOnly()),
				2,
			);
			assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
			assert.ok(scene.changes[1]!.at - endAt <= 300);
		});

		it("should not start on zeros (case 5)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			const almost = Buffer.alloc(100);
			almost[99] = 1;
			scene.play(times(50, () => anna.packet(Buffer.alloc(100))));
			scene.play(times(50, () => anna.packet(almost)));
			assert.deepEqual([scene.story, scene.core.counts.zero], [[], 100]);
		});

		it("should stay silent on continuous silence frames (case 6)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			scene.play(times(500, () => anna.silence()));
			assert.deepEqual(scene.story, []);
		});

		it("should stay silent on large frames of level 127 (case 6)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			scene.play(times(500, () => anna.packet(SPEECH_FRAME, WEB_QUIET)));
			assert.deepEqual([scene.story, scene.core.counts.quiet], [[], 500]);
		});

		it("should stop a web client that goes on at level 127 (case 6)", () => {
			const scene = new MediaScene(mode);
			const anna = scene.speaker("anna", 10);
			scene.play(times(ONE_SECOND, () => anna.speech()));
			const endAt = scene.time;
			scene.play(times(500, () => anna.packet(SPEECH_FRAME, WEB_QUIET)));
			assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
			const delay = scene.changes[1]!.at - endAt;
			assert.ok(delay >= 300 && delay <= 360, `stops after ${delay} ms of quiet`);
		});
	});
}
