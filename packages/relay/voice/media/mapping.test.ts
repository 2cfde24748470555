/** Failure cases 8 and 9 of docs/speaking.md: whose packets they are. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SILENCE_FRAME } from "../../../shared/rtp/opus.ts";
import { MediaScene, times } from "./support/MediaScene.ts";

describe("MediaCore: mapping", () => {
	it("should start when the mapping comes late (case 8)", () => {
		const scene = new MediaScene();
		const sender = scene.stranger(10);
		scene.play(times(20, () => sender.speech()));
		assert.deepEqual(scene.story, []);
		const mappedAt = scene.time;
		scene.map("anna", 10);
		scene.play(times(20, () => sender.speech()));
		assert.deepEqual(scene.changes, [{ at: mappedAt, what: "anna starts" }]);
	});

	it("should start within two packets when the mapping comes after 5 seconds (case 8)", () => {
		const scene = new MediaScene();
		const sender = scene.stranger(10);
		scene.play(times(300, () => sender.speech()));
		scene.map("anna", 10);
		scene.play(times(2, () => sender.speech()));
		assert.deepEqual(scene.story, ["anna starts"]);
	});

	it("should not start when speech ended before the mapping (case 8)", () => {
		const scene = new MediaScene();
		const sender = scene.stranger(10);
		scene.play([...times(20, () => sender.speech()), ...sender.end()]);
		scene.map("anna", 10);
		scene.wait(1000);
		assert.deepEqual(scene.story, []);
	});

	it("should only count speech without a mapping (case 8)", () => {
		const scene = new MediaScene();
		const sender = scene.stranger(10);
		scene.play([...times(20, () => sender.speech()), ...sender.end()]);
		assert.deepEqual([scene.story, scene.core.speakers()], [[], []]);
		assert.deepEqual(
			[scene.core.counts.unmapped, scene.core.counts.speech, scene.core.counts.silence],
			[20, 20, 5],
		);
	});

	it("should start the right one of two late mappings (case 8)", () => {
		const scene = new MediaScene();
		const [one, other] = [scene.stranger(10), scene.stranger(11)];
		for (let round = 0; round < 20; round += 1) {
			scene.receive(one.speech(), other.packet(SILENCE_FRAME));
			scene.wait(20);
		}
		scene.map("ben", 11);
		scene.map("anna", 10);
		assert.deepEqual(scene.story, ["anna starts"]);
	});

	it("should stay bounded under 10,000 random SSRCs (case 8)", () => {
		const scene = new MediaScene();
		const anna = scene.speaker("anna", 10);
		for (let ssrc = 1000; ssrc < 11_000; ssrc += 1) {
			const stranger = scene.stranger(ssrc);
			scene.receive(stranger.speech(), stranger.speech());
			if (ssrc % 20 === 0) scene.receive(anna.speech());
			scene.wait(1);
		}
		assert.deepEqual(scene.story, ["anna starts"]);
		assert.equal(scene.core.sourceCount, 257);
		scene.wait(1000);
		assert.equal(scene.core.needsSweep, false);
	});

	it("should stop a user that rejoins with a new SSRC (case 9)", () => {
		const scene = new MediaScene();
		const before = scene.speaker("anna", 10);
		scene.play(times(20, () => before.speech()));
		const after = scene.speaker("anna", 11);
		assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
		scene.play(times(20, () => before.speech()));
		assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
		scene.play(times(20, () => after.speech()));
		assert.deepEqual(scene.story, ["anna starts", "anna stops", "anna starts"]);
	});

	it("should stop a user at op 13 and ignore its later packets (case 9)", () => {
		const scene = new MediaScene();
		const anna = scene.speaker("anna", 10);
		const ben = scene.speaker("ben", 11);
		scene.play(times(20, () => anna.speech()));
		scene.do((core) => core.dropUser("anna"));
		const droppedAt = scene.time;
		for (let round = 0; round < 50; round += 1) {
			scene.receive(anna.speech(), ben.silence());
			scene.wait(20);
		}
		assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
		assert.equal(scene.changes[1]!.at, droppedAt);
		assert.equal(scene.core.counts.unmapped, 50);
	});

	it("should stop the user whose SSRC another one gets (case 9)", () => {
		const scene = new MediaScene();
		const sender = scene.speaker("anna", 10);
		scene.play(times(20, () => sender.speech()));
		scene.map("ben", 10);
		assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
		scene.play(times(2, () => sender.speech()));
		assert.deepEqual(scene.story, ["anna starts", "anna stops", "ben starts"]);
	});

	it("should ignore SSRC 0, which op 12 has of users without audio", () => {
		const scene = new MediaScene();
		const sender = scene.speaker("anna", 0);
		scene.play(times(20, () => sender.speech()));
		assert.deepEqual(scene.story, []);
	});
});
