/** Failure case 18 of docs/speaking.md: what header extensions 1 and 9 say. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RtpExtension } from "../../../shared/rtp/extension.ts";
import { MediaScene, times } from "./support/MediaScene.ts";
import { SPEECH_FRAME, type PacketOptions } from "./support/VoicePackets.ts";

const PRIORITY = 1;
const VOICE = 2;
const SOUNDSHARE = 4;

/** By hand from docs/speaking.md, "Level": the extension of every packet, and the speaker's level. */
const SENDERS: ReadonlyArray<readonly [name: string, extension: RtpExtension | undefined, level: number | undefined]> =
	[
		["no extension", undefined, 8],
		["an empty extension", {}, 8],
		["flags 0", { speakerFlags: 0 }, 8],
		["priority", { speakerFlags: PRIORITY }, 8],
		["voice", { speakerFlags: VOICE }, 8],
		["soundshare", { speakerFlags: SOUNDSHARE }, undefined],
		["voice and soundshare", { speakerFlags: VOICE | SOUNDSHARE }, 8],
		["priority and soundshare", { speakerFlags: PRIORITY | SOUNDSHARE }, 8],
		["level 0 dBov", { audioLevel: 0, hasVoice: true, speakerFlags: VOICE }, 15],
		["level -20 dBov", { audioLevel: 20, hasVoice: true }, 10],
		["level -60 dBov", { audioLevel: 60, hasVoice: true }, 0],
		["level -126 dBov without voice", { audioLevel: 126, hasVoice: false }, 0],
		["level -127 dBov with voice", { audioLevel: 127, hasVoice: true }, 0],
		["level -127 dBov without voice", { audioLevel: 127, hasVoice: false }, undefined],
		["loud soundshare", { audioLevel: 3, hasVoice: true, speakerFlags: SOUNDSHARE }, undefined],
	];

describe("MediaCore: extensions", () => {
	for (const [name, extension, level] of SENDERS) {
		it(`should ${level === undefined ? "not start" : `show level ${level}`} on ${name} (case 18)`, () => {
			const scene = new MediaScene();
			const anna = scene.speaker("anna", 10);
			const options: PacketOptions = extension === undefined ? {} : { extension };
			scene.play(times(20, () => anna.packet(SPEECH_FRAME, options)));
			assert.deepEqual(scene.core.speakers(), level === undefined ? [] : [{ userId: "anna", level }]);
		});
	}

	it("should read an extension of two words and skip another profile (case 18)", () => {
		const extension = { audioLevel: 3, hasVoice: true };
		for (const [options, level] of [
			[{ words: 2 }, 15],
			[{ extensionProfile: 0x1000 }, 8],
		] as const) {
			const scene = new MediaScene();
			const anna = scene.speaker("anna", 10);
			scene.play(times(2, () => anna.packet(SPEECH_FRAME, { extension, ...options })));
			assert.deepEqual(scene.core.speakers(), [{ userId: "anna", level }]);
		}
	});

	it("should end speech on silence frames whatever their flags (case 18)", () => {
		const scene = new MediaScene();
		const anna = scene.speaker("anna", 10);
		const extension = { audioLevel: 0, hasVoice: true, speakerFlags: VOICE };
		scene.play(times(20, () => anna.speech()));
		scene.play(times(2, () => anna.packet(Buffer.from("f8fffe", "hex"), { extension })));
		assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
	});
});
