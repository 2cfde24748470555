import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readExtension, writeExtension, type RtpExtension } from "./extension.ts";

/** By hand from RFC 8285, 4.2. */
const EXTENSIONS: ReadonlyArray<readonly [name: string, hex: string, said: RtpExtension]> = [
	["nothing", "", {}],
	["only padding", "00000000", {}],
	["level and flags", "10ff9002", { audioLevel: 127, hasVoice: true, speakerFlags: 2 }],
	["the loudest level without a voice", "10000000", { audioLevel: 0, hasVoice: false }],
	["only flags, after padding", "00009001", { speakerFlags: 1 }],
	["flags before the level", "900510a3", { audioLevel: 35, hasVoice: true, speakerFlags: 5 }],
	["other elements between", "32aabbcc10ff4061900400", { audioLevel: 127, hasVoice: true, speakerFlags: 4 }],
	["nothing after id 15", "f010ff9002", {}],
	["no level of two bytes", "11ffff90020000", { speakerFlags: 2 }],
	["no flags of two bytes", "91ffff10a30000", { audioLevel: 35, hasVoice: true }],
	["no element that reaches beyond the end", "90021fff", { speakerFlags: 2 }],
	["no element without its byte", "10ff900290", { audioLevel: 127, hasVoice: true, speakerFlags: 2 }],
	["no byte after the last head", "10", {}],
];

describe("readExtension", () => {
	for (const [name, hex, said] of EXTENSIONS) {
		it(`should read ${name}`, () => assert.deepEqual(readExtension(Buffer.from(hex, "hex")), said));
	}
	for (const profile of [0, 0x1000, 0x100f, 0xbedf]) {
		it(`should skip profile ${profile.toString(16)}`, () => {
			assert.deepEqual(readExtension(Buffer.from("10ff9002", "hex"), profile), {});
		});
	}
});

describe("writeExtension", () => {
	const written: ReadonlyArray<readonly [fields: RtpExtension, words: number | undefined, hex: string]> = [
		[{}, undefined, ""],
		[{}, 1, "00000000"],
		[{ audioLevel: 127, hasVoice: true, speakerFlags: 2 }, undefined, "10ff9002"],
		[{ audioLevel: 35 }, undefined, "10230000"],
		[{ speakerFlags: 4 }, 2, "9004000000000000"],
	];
	for (const [fields, words, hex] of written) {
		it(`should encode ${JSON.stringify(fields)} in ${words ?? "its own"} words`, () => {
			assert.equal(writeExtension(fields, words).toString("hex"), hex);
		});
	}

	it("should reject values that do not fit", () => {
		assert.throws(
			() => writeExtension({ audioLevel: 128 }),
			/audioLevel must be an integer from 0 to 127, got 128/,
		);
		assert.throws(() => writeExtension({ speakerFlags: 256 }), /speakerFlags must be an integer from 0 to 255/);
	});
});
