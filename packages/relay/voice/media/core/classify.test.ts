import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OPUS_HEADER } from "../../../../shared/support/opusHeader.ts";
import { classify, type PacketKind } from "./classify.ts";

const SPEECH = "78".repeat(120);
/** By hand from the DAVE whitepaper: tag, nonce, size of the tail, marker. */
const DAVE_TAIL = `${"aa".repeat(8)}010cfafa`;
const zeros = (size: number): string => "00".repeat(size);

interface Row {
	readonly name: string;
	readonly kind: PacketKind;
	readonly payload: string;
	/** @default 0 */
	readonly level?: number;
	/** Elements, in hexadecimal digits. @default no extension */
	readonly extension?: string;
	/** @default 0xbede */
	readonly profile?: number;
	/** @default false */
	readonly hasPadding?: boolean;
}

/** By hand from docs/speaking.md, "What a packet says". */
const PACKETS: ReadonlyArray<Row> = [
	{ name: "a frame without extension", kind: "speech", level: 8, payload: SPEECH },
	{ name: "the smallest speech frame", kind: "speech", level: 8, payload: "78787878" },
	{ name: "the silence frame", kind: "silence", payload: "f8fffe" },
	{ name: "stereo silence", kind: "silence", payload: "fcfffe" },
	{ name: "a DTX frame", kind: "silence", payload: "f8" },
	{ name: "a silence frame flagged as voice", kind: "silence", payload: "f8fffe", extension: "10809002" },
	{ name: "an encrypted frame", kind: "speech", level: 8, payload: SPEECH + DAVE_TAIL },
	{ name: "an encrypted silence frame", kind: "silence", payload: `abcdef${DAVE_TAIL}` },
	{ name: "an empty payload", kind: "padding", payload: "" },
	{ name: "an empty payload with extension", kind: "padding", payload: "", extension: "10809002" },
	{ name: "padding alone", kind: "padding", payload: `${zeros(3)}04`, hasPadding: true },
	{ name: "padding of one byte alone", kind: "padding", payload: "01", hasPadding: true },
	{ name: "padding of 255 bytes alone", kind: "padding", payload: `${zeros(254)}ff`, hasPadding: true },
	{ name: "speech with padding", kind: "speech", level: 8, payload: `${SPEECH}000003`, hasPadding: true },
	{ name: "silence with padding", kind: "silence", payload: "f8fffe000003", hasPadding: true },
	{ name: "padding of 0 bytes", kind: "badPadding", payload: `${SPEECH}00`, hasPadding: true },
	{ name: "padding longer than the payload", kind: "badPadding", payload: "78787805", hasPadding: true },
	{
		name: "padding that reaches into the extension",
		kind: "badPadding",
		payload: "05",
		hasPadding: true,
		extension: "10809002",
	},
	{ name: "padding without a byte", kind: "badPadding", payload: "", hasPadding: true, extension: "10809002" },
	{ name: "zeros", kind: "zero", payload: zeros(100) },
	{ name: "zeros but for one byte", kind: "zero", payload: `${zeros(50)}07${zeros(49)}` },
	{ name: "zeros but for two bytes", kind: "speech", level: 8, payload: `${zeros(50)}0707${zeros(49)}` },
	{ name: "three zeros", kind: "zero", payload: zeros(3) },
	{ name: "level and voice", kind: "speech", level: 8, payload: SPEECH, extension: "109e9002" },
	{ name: "the loudest level", kind: "speech", level: 15, payload: SPEECH, extension: "10809002" },
	{ name: "level 127 with voice", kind: "speech", level: 0, payload: SPEECH, extension: "10ff9002" },
	{ name: "level 127 without voice", kind: "quiet", payload: SPEECH, extension: "107f0000" },
	{ name: "level 126 without voice", kind: "speech", level: 0, payload: SPEECH, extension: "107e0000" },
	{ name: "priority alone", kind: "speech", level: 8, payload: SPEECH, extension: "90010000" },
	{ name: "flags of 0", kind: "speech", level: 8, payload: SPEECH, extension: "90000000" },
	{ name: "soundshare alone", kind: "soundshare", payload: SPEECH, extension: "90040000" },
	{ name: "soundshare with voice", kind: "speech", level: 8, payload: SPEECH, extension: "90060000" },
	{ name: "soundshare with priority", kind: "speech", level: 8, payload: SPEECH, extension: "90050000" },
	{ name: "soundshare and an unknown flag", kind: "soundshare", payload: SPEECH, extension: "900c0000" },
	{ name: "another profile", kind: "speech", level: 8, payload: SPEECH, extension: "107f9004", profile: 0x1000 },
	{ name: "an extension of two words", kind: "speech", level: 14, payload: SPEECH, extension: "32aabbcc10849002" },
];

describe("classify", () => {
	for (const { name, kind, payload, level = 0, extension = "", profile = 0xbede, hasPadding = false } of PACKETS) {
		it(`should classify ${name} as ${kind}`, () => {
			const extensionSize = extension.length / 2;
			const extensionProfile = extensionSize > 0 ? profile : 0;
			const header = { ...OPUS_HEADER, hasPadding, extensionSize, extensionProfile };
			assert.deepEqual(classify(header, Buffer.from(extension + payload, "hex")), { kind, level });
		});
	}
});
