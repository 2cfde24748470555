/// <reference types="@rbxts/testez/globals" />

import { decodeBinaryFrame, encodeBinaryFrame, readBinaryFrame } from "../../../src/protocol/voice/frame";

/** A server's binary frame, built by hand. */
function frame(sequence: number, opcode: number, payload: string): string {
	return string.char(math.floor(sequence / 256), sequence % 256, opcode) + payload;
}

/** Third bytes below the space that JSON text may have: tab, line feed, carriage return. */
const JSON_WHITE_SPACE = new Set([9, 10, 13]);

/** Shorter than a header, so never binary. */
const SHORT_MESSAGES = ["", "{", "1", "\x00", "{}", "[]", "\x00\x19", "\x1b\x1d"];

const JSON_TEXTS = ['{"op":6,"d":{"t":1}}', '\r\n\t{"op":9}', "  \t{}", "null", "[1,2]", '"a"', "123", '{"\\u0019":1}'];

/** Sequences at the edges: of the byte, of those that look like an opening brace, of the wrap. */
const SEQUENCES = [0, 1, 255, 256, 8704, 23296, 31487, 31488, 31600, 31743, 31744, 65534, 65535];

const OPCODES = [25, 27, 29, 30];

export = () => {
	describe("readBinaryFrame", () => {
		it("should classify every third byte", () => {
			for (let third = 0; third <= 255; third++) {
				const decoded = readBinaryFrame(string.char(0x7b, 0x22, third) + "rest");
				const isBinary = third < 32 && !JSON_WHITE_SPACE.has(third);
				expect(decoded?.op).to.equal(isBinary ? third : undefined);
			}
		});

		it("should read no frame shorter than a header", () => {
			for (const message of SHORT_MESSAGES) expect(readBinaryFrame(message)).to.equal(undefined);
		});

		it("should not read JSON text, even after white space", () => {
			for (const text of JSON_TEXTS) expect(readBinaryFrame(text)).to.equal(undefined);
		});

		it("should read sequence, opcode and payload", () => {
			for (const sequence of SEQUENCES) {
				for (const opcode of OPCODES) {
					const decoded = readBinaryFrame(frame(sequence, opcode, "\x00pay\xff"))!;
					expect(decoded.seq).to.equal(sequence);
					expect(decoded.op).to.equal(opcode);
					expect(buffer.tostring(decoded.d)).to.equal("\x00pay\xff");
				}
			}
		});

		it("should read every sequence that starts with an opening brace", () => {
			for (let sequence = 31488; sequence <= 31743; sequence++) {
				for (const opcode of OPCODES) {
					expect(readBinaryFrame(frame(sequence, opcode, '"op":6}'))!.seq).to.equal(sequence);
				}
			}
		});

		it("should read payloads of every size", () => {
			for (const size of [0, 1, 61, 4095, 4096, 4097, 5000, 100_000]) {
				const payload = string.rep("x", size);
				expect(buffer.tostring(readBinaryFrame(frame(1, 27, payload))!.d)).to.equal(payload);
			}
		});

		it("should give each frame its own payload", () => {
			const first = readBinaryFrame(frame(1, 25, "first"))!;
			readBinaryFrame(frame(2, 25, "other"));
			expect(buffer.tostring(first.d)).to.equal("first");
		});
	});

	describe("decodeBinaryFrame", () => {
		it("should agree with readBinaryFrame", () => {
			for (const sequence of SEQUENCES) {
				const decoded = decodeBinaryFrame(buffer.fromstring(frame(sequence, 30, "pay")))!;
				expect(decoded.seq).to.equal(sequence);
				expect(decoded.op).to.equal(30);
				expect(buffer.tostring(decoded.d)).to.equal("pay");
			}
		});

		it("should read any opcode, and an empty payload", () => {
			const decoded = decodeBinaryFrame(buffer.fromstring("\x00\x01\xff"))!;
			expect(decoded.op).to.equal(255);
			expect(buffer.len(decoded.d)).to.equal(0);
		});

		it("should not read less than a header", () => {
			for (const message of ["", "\x00", "\x00\x01"]) {
				expect(decodeBinaryFrame(buffer.fromstring(message))).to.equal(undefined);
			}
		});

		it("should copy the payload", () => {
			const message = buffer.fromstring(frame(1, 25, "a"));
			const decoded = decodeBinaryFrame(message)!;
			buffer.writestring(message, 3, "b");
			expect(buffer.tostring(decoded.d)).to.equal("a");
		});
	});

	describe("encodeBinaryFrame", () => {
		it("should put the opcode before the payload", () => {
			expect(buffer.tostring(encodeBinaryFrame(26, buffer.fromstring("key")))).to.equal("\x1akey");
			expect(buffer.tostring(encodeBinaryFrame(0, buffer.create(0)))).to.equal("\x00");
		});

		it("should throw on an opcode that does not fit a byte", () => {
			for (const opcode of [-1, 256, 1.5]) {
				expect(() => encodeBinaryFrame(opcode, buffer.create(0))).to.throw(tostring(opcode));
			}
		});
	});
};
