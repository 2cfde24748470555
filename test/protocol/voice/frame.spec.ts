/// <reference types="@rbxts/testez/globals" />

import { decodeBinaryFrame, encodeBinaryFrame, isBinaryFrame } from "../../../src/protocol/voice/frame";

/** A server's binary frame, built by hand. */
function frame(sequence: number, opcode: number, payload: string): string {
	return string.char(math.floor(sequence / 256), sequence % 256, opcode) + payload;
}

/** Third bytes below the space that JSON text may have: tab, line feed, carriage return. */
const JSON_WHITE_SPACE = new Set([9, 10, 13]);

/** Shorter than a header, so never binary; what JSON makes of them is another matter. */
const SHORT_MESSAGES = ["", "{", "1", "\x00", "{}", "[]", "\x00\x19", "\x1b\x1d"];

const JSON_TEXTS = ['{"op":6,"d":{"t":1}}', '\r\n\t{"op":9}', "  \t{}", "null", "[1,2]", '"a"', "123", '{"\\u0019":1}'];

/** Sequences at the edges: of the byte, of those that look like an opening brace, of the wrap. */
const SEQUENCES = [0, 1, 255, 256, 8704, 23296, 31487, 31488, 31600, 31743, 31744, 65534, 65535];

const OPCODES = [25, 27, 29, 30];

export = () => {
	describe("isBinaryFrame", () => {
		it("should know every third byte", () => {
			for (let third = 0; third <= 255; third++) {
				const message = string.char(0x7b, 0x22, third) + "rest";
				expect(isBinaryFrame(message)).to.equal(third < 32 && !JSON_WHITE_SPACE.has(third));
			}
		});

		it("should call nothing binary that is shorter than a header", () => {
			for (const message of SHORT_MESSAGES) expect(isBinaryFrame(message)).to.equal(false);
		});

		it("should call a bare header binary", () => {
			expect(isBinaryFrame("\x00\x01\x19")).to.equal(true);
		});

		it("should leave JSON text alone, white space before it too", () => {
			for (const text of JSON_TEXTS) expect(isBinaryFrame(text)).to.equal(false);
		});

		it("should know a frame whose sequence starts with an opening brace", () => {
			for (let sequence = 31488; sequence <= 31743; sequence++) {
				for (const opcode of OPCODES) expect(isBinaryFrame(frame(sequence, opcode, '"op":6}'))).to.equal(true);
			}
		});
	});

	describe("decodeBinaryFrame", () => {
		it("should read sequence, opcode and payload", () => {
			for (const sequence of SEQUENCES) {
				for (const opcode of OPCODES) {
					const decoded = decodeBinaryFrame(buffer.fromstring(frame(sequence, opcode, "\x00pay\xff")))!;
					expect(decoded.seq).to.equal(sequence);
					expect(decoded.op).to.equal(opcode);
					expect(buffer.tostring(decoded.d)).to.equal("\x00pay\xff");
				}
			}
		});

		it("should read an empty payload", () => {
			expect(buffer.len(decodeBinaryFrame(buffer.fromstring("\x00\x01\x1e"))!.d)).to.equal(0);
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

		it("should refuse an opcode that does not fit a byte", () => {
			for (const opcode of [-1, 256, 1.5]) {
				expect(() => encodeBinaryFrame(opcode, buffer.create(0))).to.throw(tostring(opcode));
			}
		});
	});
};
