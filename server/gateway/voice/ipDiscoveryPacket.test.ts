import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeIpDiscoveryRequest, encodeIpDiscoveryResponse } from "./ipDiscoveryPacket.ts";

/** By hand from the table of the docs: type 1, length 70, SSRC 0x01020304, no address, no port. */
const REQUEST = `0001004601020304${"00".repeat(64)}0000`;

/** By hand: type 2, length 70, SSRC 0x01020304, "127.0.0.1" filled up with zeros, port 50001. */
const RESPONSE = `0002004601020304${Buffer.from("127.0.0.1").toString("hex")}${"00".repeat(55)}c351`;

describe("decodeIpDiscoveryRequest", () => {
	it("should read the SSRC", () => {
		assert.equal(decodeIpDiscoveryRequest(Buffer.from(REQUEST, "hex")), 0x01020304);
		assert.equal(
			decodeIpDiscoveryRequest(Buffer.from(REQUEST.replace("01020304", "ffffffff"), "hex")),
			2 ** 32 - 1,
		);
	});

	it("should take whatever address a client filled in", () => {
		assert.equal(
			decodeIpDiscoveryRequest(Buffer.from(`${REQUEST.slice(0, 16)}${"ff".repeat(66)}`, "hex")),
			0x01020304,
		);
	});

	const others: ReadonlyArray<readonly [name: string, hex: string]> = [
		["nothing", ""],
		["a byte less", REQUEST.slice(2)],
		["a byte more", `${REQUEST}00`],
		["a response", RESPONSE],
		["another length", REQUEST.replace("0046", "0047")],
		["a length in little-endian order", REQUEST.replace("00010046", "01004600")],
		["noise", "ff".repeat(74)],
	];
	for (const [name, hex] of others) {
		it(`should not take ${name}`, () => {
			assert.equal(decodeIpDiscoveryRequest(Buffer.from(hex, "hex")), undefined);
		});
	}
});

describe("encodeIpDiscoveryResponse", () => {
	it("should write what the docs draw", () => {
		const datagram = encodeIpDiscoveryResponse({ ssrc: 0x01020304, address: "127.0.0.1", port: 50_001 });
		assert.equal(datagram.toString("hex"), RESPONSE);
	});

	it("should leave room for the zero that ends an address", () => {
		const response = { ssrc: 0, port: 0 };
		assert.equal(encodeIpDiscoveryResponse({ ...response, address: "x".repeat(63) }).length, 74);
		assert.throws(
			() => encodeIpDiscoveryResponse({ ...response, address: "x".repeat(64) }),
			/address must be at most 63 bytes, got 64/,
		);
	});
});
