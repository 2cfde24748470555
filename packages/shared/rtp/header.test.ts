import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isRtcp, readHeader, writeHeader, type MalformedReason, type RtpFields, type RtpHeader } from "./header.ts";

const PLAIN = { marker: false, hasPadding: false, payloadType: 120, extensionSize: 0, extensionProfile: 0 };
const START = { sequence: 0x0102, timestamp: 0x03040506, ssrc: 0x0708090a };

/** By hand from RFC 3550, 5.1: the clear part, its decoded header, and the fields to encode it. */
const HEADERS: ReadonlyArray<readonly [name: string, hex: string, said: Omit<RtpHeader, "kind">, fields: RtpFields]> = [
	["plain", "80780102030405060708090a", { ...PLAIN, ...START, clearSize: 12 }, START],
	[
		"marked with padding",
		"a0f80102030405060708090a",
		{ ...PLAIN, ...START, marker: true, hasPadding: true, clearSize: 12 },
		{ ...START, marker: true, hasPadding: true },
	],
	[
		"two sources",
		"82780102030405060708090a0000000100000002",
		{ ...PLAIN, ...START, clearSize: 20 },
		{ ...START, csrc: [1, 2] },
	],
	[
		"one-word extension",
		"90780102030405060708090abede0001",
		{ ...PLAIN, ...START, clearSize: 16, extensionSize: 4, extensionProfile: 0xbede },
		{ ...START, extensionSize: 4 },
	],
	[
		"source, two-word extension of another profile, probe type",
		"91600102030405060708090affffffff10000002",
		{ ...PLAIN, ...START, payloadType: 96, clearSize: 20, extensionSize: 8, extensionProfile: 0x1000 },
		{ ...START, payloadType: 96, csrc: [0xffffffff], extensionSize: 8, extensionProfile: 0x1000 },
	],
	[
		"empty extension, largest numbers",
		"907fffffffffffffffffffffbede0000",
		{
			...PLAIN,
			payloadType: 127,
			sequence: 65_535,
			timestamp: 2 ** 32 - 1,
			ssrc: 2 ** 32 - 1,
			clearSize: 16,
			extensionProfile: 0xbede,
		},
		{ sequence: 65_535, timestamp: 2 ** 32 - 1, ssrc: 2 ** 32 - 1, payloadType: 127, extensionSize: 0 },
	],
];

/** Datagrams that are not RTP, padded with zeros to `size` bytes. */
const MALFORMED: ReadonlyArray<readonly [name: string, hex: string, size: number, reason: MalformedReason]> = [
	["nothing", "", 0, "short"],
	["a fixed header without its tail", "80780102030405060708090a", 31, "short"],
	["version 0", "00780102030405060708090a", 32, "version"],
	["version 1", "40780102030405060708090a", 32, "version"],
	["version 3", "c0780102030405060708090a", 40, "version"],
	["a ping's first byte", "1337cafe", 32, "version"],
	["15 sources beyond the end", "8f780102030405060708090a", 32 + 59, "csrc"],
	["an extension header beyond the end", "90780102030405060708090a", 35, "extension"],
	["an extension beyond the end", "90780102030405060708090abede0001", 39, "extension"],
	["the largest extension", "90780102030405060708090abedeffff", 1400, "extension"],
];

describe("readHeader", () => {
	for (const [name, hex, said] of HEADERS) {
		it(`should read ${name}`, () => {
			const packet = Buffer.concat([Buffer.from(hex, "hex"), Buffer.alloc(said.extensionSize + 20)]);
			assert.deepEqual(readHeader(packet), { kind: "rtp", ...said });
		});
	}
	for (const [name, hex, size, reason] of MALFORMED) {
		it(`should reject ${name}`, () => {
			const packet = Buffer.alloc(size);
			packet.set(Buffer.from(hex, "hex"));
			assert.deepEqual(readHeader(packet), { kind: "malformed", reason });
		});
	}
});

describe("writeHeader", () => {
	for (const [name, hex, , fields] of HEADERS) {
		it(`should encode ${name}`, () => assert.equal(writeHeader(fields).toString("hex"), hex));
	}

	const faults: ReadonlyArray<readonly [fields: Partial<RtpFields>, message: RegExp]> = [
		[{ payloadType: 128 }, /payloadType must be an integer from 0 to 127, got 128/],
		[{ csrc: Array.from({ length: 16 }, () => 0) }, /csrc entries must be an integer from 0 to 15, got 16/],
		[{ extensionSize: 6 }, /extensionSize must be a multiple of 4, got 6/],
		[{ sequence: 65_536 }, /RangeError|out of range/],
	];
	for (const [fields, message] of faults) {
		it(`should reject ${JSON.stringify(fields).slice(0, 40)}`, () => {
			assert.throws(() => writeHeader({ ...START, ...fields }), message);
		});
	}
});

describe("isRtcp", () => {
	const datagrams: ReadonlyArray<readonly [hex: string, isRtcp: boolean]> = [
		["81c90007", true], // receiver report, 201
		["80c80006", true],
		["80ce0006", true],
		["80c70006", false],
		["80cf0006", false],
		["8078", false],
		["80f8", false], // Opus with marker
		["00c9", false],
		["80", false],
		["", false],
	];
	for (const [hex, expected] of datagrams) {
		it(`should be ${expected} for "${hex}"`, () => assert.equal(isRtcp(Buffer.from(hex, "hex")), expected));
	}
});
