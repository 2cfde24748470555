import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { packetKind } from "../media/packetKind.ts";
import { seededRandom } from "../../shared/random.ts";
import { readExtension } from "../../shared/rtp/extension.ts";
import { readHeader } from "../../shared/rtp/header.ts";
import { TAIL_SIZE } from "../../shared/rtp/sizes.ts";
import { audioLevelOf, samplesOf, SCRIPT_NAMES, SCRIPTS, writePacket, type ScriptName } from "./speech.ts";

/** By hand: script, content of its packets, samples per packet, size of the clear part, and its extension. */
const ROWS: ReadonlyArray<readonly [ScriptName, string, number, number, object]> = [
	["speech", "speech", 960, 16, { audioLevel: 15, hasVoice: true, speakerFlags: 2 }],
	["botSpeech", "speech", 960, 12, {}],
	["longFrames", "speech", 2880, 16, { audioLevel: 15, hasVoice: true, speakerFlags: 2 }],
	["priority", "speech", 960, 16, { audioLevel: 15, hasVoice: true, speakerFlags: 3 }],
	["soundshare", "speech", 960, 16, { audioLevel: 15, hasVoice: true, speakerFlags: 4 }],
	["csrc", "speech", 960, 24, { audioLevel: 15, hasVoice: true, speakerFlags: 2 }],
	["wideExtension", "speech", 960, 16, { audioLevel: 15, hasVoice: true, speakerFlags: 2 }],
	["silence", "silence", 960, 12, {}],
	["dtx", "speech", 19_200, 12, {}],
	["webSilence", "silence", 960, 12, {}],
	["webNoise", "speech", 960, 16, { audioLevel: 127, hasVoice: false }],
	["padding", "padding", 0, 12, {}],
	["zeros", "padding", 960, 12, {}],
	["probe", "other", 960, 16, { audioLevel: 15, hasVoice: true, speakerFlags: 2 }],
	["video", "other", 960, 16, { audioLevel: 15, hasVoice: true, speakerFlags: 2 }],
];

describe("speaker scripts", () => {
	for (const [name, kind, samples, clearSize, extension] of ROWS) {
		it(`should produce ${kind} packets for ${name}`, () => {
			const numbers = { ssrc: 7, sequence: 65_535, timestamp: 2 ** 32 - 1 };
			const { clear, body } = writePacket(SCRIPTS[name], numbers, { level: 0.75, random: seededRandom(1) });
			const header = readHeader(Buffer.concat([clear, body, Buffer.alloc(TAIL_SIZE)]));
			assert.ok(header.kind === "rtp");
			assert.equal(packetKind(header, body), kind);
			assert.equal(samplesOf(SCRIPTS[name]), samples);
			assert.equal(clear.length, clearSize);
			assert.deepEqual({ ...readExtension(body.subarray(0, header.extensionSize)) }, extension);
		});
	}

	it("should all be in the table above", () => {
		assert.deepEqual(
			ROWS.map(([name]) => name),
			SCRIPT_NAMES,
		);
	});

	it("should have a two-word extension if it is wide", () => {
		const numbers = { ssrc: 7, sequence: 1, timestamp: 1 };
		const { clear } = writePacket(SCRIPTS.wideExtension, numbers, { level: 1, random: seededRandom(1) });
		assert.equal(clear.readUInt16BE(14), 2);
	});

	for (const [level, expected] of [
		[1, 0],
		[0.75, 15],
		[0, 60],
	] as const) {
		it(`should be -${expected} dBov for ${level}`, () => assert.equal(audioLevelOf(level), expected));
	}
});
