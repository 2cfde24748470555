import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeClientFrame, encodeBinary, encodeJson } from "./frame.ts";

const text = (content: string) => decodeClientFrame(Buffer.from(content), false);

describe("decodeClientFrame", () => {
	it("should read a JSON message with its text", () => {
		const message = '{"op":3,"d":{"t":1.0}}';
		assert.deepEqual(text(message), { kind: "json", op: 3, d: { t: 1 }, text: message });
	});

	for (const content of [
		"",
		"{",
		"null",
		"[]",
		"1",
		'"op"',
		"true",
		"{}",
		'{"op":"3"}',
		'{"op":1.5}',
		'{"op":null}',
	]) {
		it(`should call ${JSON.stringify(content)} malformed`, () => {
			assert.equal(text(content).kind, "malformed");
		});
	}

	it("should read a binary message with every first byte but an opening brace", () => {
		for (let op = 0; op < 256; op++) {
			assert.deepEqual(decodeClientFrame(Buffer.from([op, 1, 2]), true), {
				kind: "binary",
				op,
				payload: Buffer.from([1, 2]),
			});
		}
	});

	it("should drop a control message that came as a binary frame", () => {
		assert.equal(decodeClientFrame(Buffer.from('{"op":0,"d":{}}'), true).kind, "dropped");
	});

	it("should call an empty binary message malformed", () => {
		assert.equal(decodeClientFrame(Buffer.alloc(0), true).kind, "malformed");
	});

	it("should survive 100000 nested arrays", () => {
		const nested = `{"op":3,"d":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
		assert.ok(["json", "malformed"].includes(text(nested).kind));
	});
});

describe("encodeJson", () => {
	it("should number a message on demand", () => {
		assert.equal(encodeJson(5, { speaking: 1 }, 0), '{"op":5,"d":{"speaking":1},"seq":0}');
		assert.equal(encodeJson(9, null), '{"op":9,"d":null}');
	});
});

describe("encodeBinary", () => {
	it("should put the sequence before the opcode, high byte first", () => {
		assert.deepEqual(encodeBinary(25, Buffer.from([9, 8]), 0x7b19), Buffer.from([0x7b, 0x19, 25, 9, 8]));
		assert.deepEqual(encodeBinary(30, Buffer.alloc(0), 65_535), Buffer.from([255, 255, 30]));
	});
});
