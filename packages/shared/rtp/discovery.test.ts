import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
	decodeIpDiscoveryRequest,
	decodeIpDiscoveryResponse,
	encodeIpDiscoveryRequest,
	encodeIpDiscoveryResponse,
} from "./discovery.ts";

/** By hand from the table in the docs: type 1, length 70, SSRC 0x01020304, no address, no port. */
const REQUEST = `0001004601020304${"00".repeat(64)}0000`;

/** By hand: type 2, length 70, SSRC 0x01020304, "127.0.0.1" padded with zeros, port 50001. */
const RESPONSE = `0002004601020304${Buffer.from("127.0.0.1").toString("hex")}${"00".repeat(55)}c351`;

describe("decodeIpDiscoveryRequest", () => {
	it("should decode the SSRC", () => {
		assert.equal(decodeIpDiscoveryRequest(Buffer.from(REQUEST, "hex")), 0x01020304);
		assert.equal(
			decodeIpDiscoveryRequest(Buffer.from(REQUEST.replace("01020304", "ffffffff"), "hex")),
			2 ** 32 - 1,
		);
	});

	it("should accept any address in a request", () => {
		assert.equal(
			decodeIpDiscoveryRequest(Buffer.from(`${REQUEST.slice(0, 16)}${"ff".repeat(66)}`, "hex")),
			0x01020304,
		);
	});

	const others: ReadonlyArray<readonly [name: string, hex: string]> = [
		["nothing", ""],
		["one byte less", REQUEST.slice(2)],
		["one byte more", `${REQUEST}00`],
		["a response", RESPONSE],
		["another length", REQUEST.replace("0046", "0047")],
		["a length in little-endian order", REQUEST.replace("00010046", "01004600")],
		["noise", "ff".repeat(74)],
	];
	for (const [name, hex] of others) {
		it(`should reject ${name}`, () => {
			assert.equal(decodeIpDiscoveryRequest(Buffer.from(hex, "hex")), undefined);
		});
	}
});

describe("encodeIpDiscoveryResponse", () => {
	it("should match the layout in the docs", () => {
		const datagram = encodeIpDiscoveryResponse({ ssrc: 0x01020304, address: "127.0.0.1", port: 50_001 });
		assert.equal(datagram.toString("hex"), RESPONSE);
	});

	it("should leave room for the zero after the address", () => {
		const response = { ssrc: 0, port: 0 };
		assert.equal(encodeIpDiscoveryResponse({ ...response, address: "x".repeat(63) }).length, 74);
		assert.throws(
			() => encodeIpDiscoveryResponse({ ...response, address: "x".repeat(64) }),
			/address must be at most 63 bytes, got 64/,
		);
	});
});

describe("encodeIpDiscoveryRequest", () => {
	it("should match the layout in the docs", () => {
		assert.equal(encodeIpDiscoveryRequest(0x01020304).toString("hex"), REQUEST);
	});
});

describe("decodeIpDiscoveryResponse", () => {
	it("should decode the layout in the docs", () => {
		const response = decodeIpDiscoveryResponse(Buffer.from(RESPONSE, "hex"));
		assert.deepEqual(response, { ssrc: 0x01020304, address: "127.0.0.1", port: 50_001 });
	});

	it("should stop at the zero after the address", () => {
		const datagram = Buffer.from(RESPONSE, "hex");
		datagram.fill("x", 8 + "127.0.0.1".length + 1, 72);
		assert.equal(decodeIpDiscoveryResponse(datagram)?.address, "127.0.0.1");
	});

	const address = (text: string): string =>
		`${RESPONSE.slice(0, 16)}${Buffer.from(text).toString("hex").padEnd(128, "0")}c351`;
	const others: ReadonlyArray<readonly [name: string, hex: string]> = [
		["nothing", ""],
		["one byte less", RESPONSE.slice(2)],
		["one byte more", `${RESPONSE}00`],
		["a request", REQUEST],
		["another length", RESPONSE.replace("0046", "0047")],
		["port 0", RESPONSE.replace(/c351$/, "0000")],
		["no address", address("")],
		["an address without its zero", address("1".repeat(64))],
		["a host name as address", address("example.com")],
		["an address with a line break", address("127.0.0.1\n")],
	];
	for (const [name, hex] of others) {
		it(`should reject ${name}`, () => {
			assert.equal(decodeIpDiscoveryResponse(Buffer.from(hex, "hex")), undefined);
		});
	}
});
