import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TRANSPORT_MODES } from "../../../../shared/rtp/TransportCipher.ts";
import { MediaCore } from "./MediaCore.ts";
import { MediaScene, times } from "../support/MediaScene.ts";
import { VoicePackets, VoiceServerKey } from "../support/VoicePackets.ts";

const level = (audioLevel: number): { extension: { audioLevel: number } } => ({ extension: { audioLevel } });

describe("MediaCore", () => {
	it("should return changes in order, with levels", () => {
		const { core, server } = new MediaScene();
		const now = 2_000_000;
		const [anna, ben] = [new VoicePackets(server, 10), new VoicePackets(server, 11)];
		core.mapSpeaker({ userId: "anna", ssrc: 10 }, now);
		core.mapSpeaker({ userId: "ben", ssrc: 11 }, now);
		for (const packet of [
			ben.speech(level(20)),
			anna.botSpeech(),
			anna.botSpeech(),
			ben.speech(level(40)),
			...ben.end(),
		]) {
			core.receive(packet, now);
		}
		assert.equal(core.hasChanges, true);
		assert.deepEqual(core.takeChanges(), [
			{ userId: "anna", speaking: true, level: 8 },
			{ userId: "ben", speaking: true, level: 10 },
			{ userId: "ben", speaking: false, level: 0 },
		]);
		assert.deepEqual([core.takeChanges(), core.hasChanges], [[], false]);
	});

	it("should return the peak level of each speaker", () => {
		const scene = new MediaScene();
		const anna = scene.speaker("anna", 10);
		scene.play([40, 20, 30].map((audioLevel) => anna.speech(level(audioLevel))));
		assert.deepEqual(scene.core.speakers(), [{ userId: "anna", level: 10 }]);
		assert.deepEqual(scene.core.takeLevels(), [{ userId: "anna", level: 10 }]);
		scene.play([anna.speech(level(50))]);
		assert.deepEqual(scene.core.takeLevels(), [{ userId: "anna", level: 8 }]);
		scene.play(anna.end());
		assert.deepEqual([scene.core.speakers(), scene.core.takeLevels()], [[], []]);
	});

	it("should stop everyone and keep the mappings when media is lost", () => {
		const scene = new MediaScene();
		const senders = [scene.speaker("anna", 10), scene.speaker("ben", 11)];
		scene.play(times(4, (index) => senders[index % 2]!.speech()));
		scene.do((core) => core.stopAll());
		scene.do((core) => core.stopAll());
		assert.deepEqual(scene.story, ["anna starts", "ben starts", "anna stops", "ben stops"]);
		assert.equal(scene.core.needsSweep, false);
		scene.play(times(2, () => senders[1]!.speech()));
		assert.equal(scene.story.at(-1), "ben starts");
	});

	it("should stop everyone once and forget mappings and keys at a new Identify", () => {
		const scene = new MediaScene();
		const anna = scene.speaker("anna", 10);
		scene.play(times(4, () => anna.speech()));
		scene.do((core) => core.forget());
		scene.do((core) => core.forget());
		scene.play(times(4, () => anna.speech()));
		scene.do((core, now) => core.useKey(scene.server.mode, scene.server.key, now));
		scene.play(times(4, () => anna.speech()));
		assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
		assert.deepEqual([scene.core.counts.noKey, scene.core.counts.unmapped], [4, 4]);
	});

	it("should continue speaking when op 4 changes key and mode", () => {
		const scene = new MediaScene(TRANSPORT_MODES[0]);
		const before = scene.speaker("anna", 10);
		scene.play(times(20, () => before.speech()));
		const key = Buffer.alloc(32, 9);
		const after = new VoicePackets(new VoiceServerKey(TRANSPORT_MODES[1], key), 10, 21);
		scene.do((core, now) => core.useKey(TRANSPORT_MODES[1], key, now));
		scene.play([after.speech(), before.speech(), ...times(100, () => after.speech())]);
		assert.deepEqual([scene.story, scene.core.counts.refused], [["anna starts"], 0]);
		scene.play(times(10, () => before.speech()));
		assert.equal(scene.core.counts.refused, 10);
	});

	it("should report when the last authentic packet came", () => {
		const scene = new MediaScene();
		const stranger = scene.stranger(10);
		assert.equal(scene.core.lastValidAt, undefined);
		scene.play([stranger.paddingOnly(), Buffer.alloc(60, 0x80), Buffer.alloc(3)]);
		assert.equal(scene.core.lastValidAt, 1_000_000);
	});

	it("should merge changes that are not taken, to two for each user", () => {
		const scene = new MediaScene();
		const anna = scene.speaker("anna", 10);
		for (let round = 0; round < 10; round += 1) {
			for (const packet of [anna.speech(), anna.speech(), ...anna.end()]) scene.core.receive(packet, 2_000_000);
		}
		assert.deepEqual(
			scene.core.takeChanges().map(({ speaking }) => speaking),
			[true, false],
		);
	});

	it("should reject a key of another size", () => {
		const core = new MediaCore();
		assert.throws(
			() => core.useKey(TRANSPORT_MODES[0], Buffer.alloc(16), 0),
			/^RangeError: key must be 32 bytes, got 16$/,
		);
	});
});
