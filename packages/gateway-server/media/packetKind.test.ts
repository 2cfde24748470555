import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RtpHeader } from "../../shared/rtp/header.ts";
import { OPUS_HEADER } from "../../shared/support/opusHeader.ts";
import { packetKind } from "./packetKind.ts";

const PADDED = { hasPadding: true };

/** By hand: header changes, body in hex, and the kind. */
const ROWS: ReadonlyArray<readonly [string, Partial<RtpHeader>, string, string]> = [
	["speech", {}, "7c01020304", "speech"],
	["Discord's silence", {}, "f8fffe", "silence"],
	["stereo silence", {}, "fcfffe", "silence"],
	["one byte", {}, "78", "silence"],
	["silence after an extension", { extensionSize: 4 }, "10ff9002f8fffe", "silence"],
	["encrypted silence of DAVE", {}, `010203${"00".repeat(8)}010cfafa`, "silence"],
	["encrypted speech of DAVE", {}, `0102030405${"00".repeat(8)}010cfafa`, "speech"],
	["an empty body", {}, "", "padding"],
	["only an extension", { extensionSize: 4 }, "10ff9002", "padding"],
	["only padding", PADDED, "00000004", "padding"],
	["padding beyond the start", PADDED, "000009", "padding"],
	["speech with padding", PADDED, "7c010203040002", "speech"],
	["zeros", {}, "00".repeat(100), "padding"],
	["video", { payloadType: 101 }, "7c01020304", "other"],
];

describe("packetKind", () => {
	for (const [name, changes, body, kind] of ROWS) {
		it(`should be ${kind} for ${name}`, () => {
			assert.equal(packetKind({ ...OPUS_HEADER, ...changes }, Buffer.from(body, "hex")), kind);
		});
	}
});
