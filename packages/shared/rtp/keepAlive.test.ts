import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeLegacyPing, decodePing, decodePong, encodeLegacyPing, encodePing, encodePong } from "./keepAlive.ts";

/** By hand: the magic number, and the sequence number in the byte order of its form. */
const DATAGRAMS = [
	{ name: "a ping", hex: "1337cafe01020304", ping: 0x01020304 },
	{ name: "a pong", hex: "1337f00dffffffff", pong: 0xffffffff },
	{ name: "a legacy ping", hex: "0403020100000000", legacy: 0x01020304 },
	{ name: "the first legacy ping", hex: "0000000000000000", legacy: 0 },
	{ name: "a ping that is too short", hex: "1337cafe010203" },
	{ name: "a ping that is too long", hex: "1337cafe0102030400" },
	{ name: "nothing", hex: "" },
	{ name: "8 other bytes", hex: "0403020100000001" },
];

describe("keepAlive", () => {
	for (const { name, hex, ping, pong, legacy } of DATAGRAMS) {
		it(`should decode ${name}`, () => {
			const datagram = Buffer.from(hex, "hex");
			const read = [decodePing(datagram), decodePong(datagram), decodeLegacyPing(datagram)];
			assert.deepEqual(read, [ping, pong, legacy]);
		});
	}

	it("should encode all three forms", () => {
		assert.equal(encodePing(0x01020304).toString("hex"), "1337cafe01020304");
		assert.equal(encodePong(0xffffffff).toString("hex"), "1337f00dffffffff");
		assert.equal(encodeLegacyPing(0x01020304).toString("hex"), "0403020100000000");
	});

	it("should never mistake the first ping for a legacy one", () => {
		assert.equal(decodeLegacyPing(encodePing(0)), undefined);
		assert.equal(decodeLegacyPing(encodePong(0)), undefined);
	});
});
