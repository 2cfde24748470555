/** Failure case 17 of docs/speaking.md: frames that davey encrypted, and a core without any of its keys. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SILENCE_FRAME } from "../../../shared/rtp/opus.ts";
import { DaveChannel } from "../../../gateway-server/support/DaveChannel.ts";
import type { DavePeer } from "../../../gateway-server/support/DavePeer.ts";
import { MediaScene, times, type SceneChange } from "./support/MediaScene.ts";
import { SPEECH_FRAME, type VoicePackets } from "./support/VoicePackets.ts";

const ANNA = "104694319306248192";
const BEN = "175928847299117063";

/** 3 bytes that libopus makes of digital silence in stereo; davey encrypts them, but not `SILENCE_FRAME`. */
const STEREO_SILENCE = Buffer.from([0xfc, 0xff, 0xfe]);

function joinGroup(): DavePeer {
	const channel = new DaveChannel();
	for (const userId of [ANNA, BEN]) channel.join(userId);
	channel.settle();
	return channel.peer(ANNA);
}

/** Plays a sender's frames: a second of speech, a pause, another second that just ceases. */
function play(script: (anna: VoicePackets) => ReadonlyArray<Buffer>): ReadonlyArray<SceneChange> {
	const scene = new MediaScene();
	scene.play(script(scene.speaker("anna", 10)));
	scene.wait(1000);
	return scene.changes;
}

const isEncrypted = (frame: Buffer): boolean => frame.subarray(-2).equals(Buffer.of(0xfa, 0xfa));

describe("MediaCore: DAVE", () => {
	const plain = play((anna) => [
		...times(50, () => anna.speech()),
		...times(5, () => anna.packet(STEREO_SILENCE)),
		...times(50, () => anna.speech()),
	]);

	it("should start and stop on encrypted frames as on plain ones (case 17)", () => {
		const peer = joinGroup();
		const sizes = new Set<number>();
		const encrypt = (frame: Buffer): Buffer => {
			const encrypted = peer.encryptOpus(frame);
			assert.ok(isEncrypted(encrypted));
			sizes.add(encrypted.length - frame.length);
			return encrypted;
		};
		const encrypted = play((anna) => [
			...times(50, () => anna.packet(encrypt(SPEECH_FRAME))),
			...times(5, () => anna.packet(encrypt(STEREO_SILENCE))),
			...times(50, () => anna.packet(encrypt(SPEECH_FRAME))),
		]);
		assert.deepEqual(encrypted, plain);
		assert.equal(plain.length, 4);
		assert.ok(Math.min(...sizes) >= 12, `tails of ${[...sizes].join()} bytes`);
	});

	it("should stop on davey's own silence frames, which stay plain (case 17)", () => {
		const peer = joinGroup();
		const silence = peer.encryptOpus(SILENCE_FRAME);
		assert.deepEqual(silence, SILENCE_FRAME);
		const mixed = play((anna) => [
			...times(50, () => anna.packet(peer.encryptOpus(SPEECH_FRAME))),
			...times(5, () => anna.packet(silence)),
			...times(50, () => anna.packet(peer.encryptOpus(SPEECH_FRAME))),
		]);
		assert.deepEqual(mixed, plain);
	});

	it("should go on through plain frames of a transition (case 17)", () => {
		const peer = joinGroup();
		const passing = play((anna) => [
			...times(50, (index) => anna.packet(index % 3 === 0 ? SPEECH_FRAME : peer.encryptOpus(SPEECH_FRAME))),
			...times(5, (index) => anna.packet(index % 2 === 0 ? SILENCE_FRAME : peer.encryptOpus(STEREO_SILENCE))),
			...times(50, () => anna.speech()),
		]);
		assert.deepEqual(passing, plain);
	});

	it("should read the level of encrypted speech (case 17)", () => {
		const peer = joinGroup();
		const scene = new MediaScene();
		const anna = scene.speaker("anna", 10);
		const extension = { audioLevel: 20, hasVoice: true };
		scene.play(times(5, () => anna.packet(peer.encryptOpus(SPEECH_FRAME), { extension, padding: 7 })));
		assert.deepEqual(scene.core.speakers(), [{ userId: "anna", level: 10 }]);
	});
});
