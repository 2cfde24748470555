import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeClientFrame, encodeBinary, encodeHeartbeatAck, encodeHello, encodeJson } from "./frame.ts";
import { VOICE_DIALECTS } from "./version.ts";

const text = (content: string) => decodeClientFrame(Buffer.from(content), false);

describe("decodeClientFrame", () => {
	it("should decode a JSON message and keep its text", () => {
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
		it(`should reject ${JSON.stringify(content)} as malformed`, () => {
			assert.equal(text(content).kind, "malformed");
		});
	}

	it("should decode binary messages not starting with a brace", () => {
		for (let op = 0; op < 256; op++) {
			assert.deepEqual(decodeClientFrame(Buffer.from([op, 1, 2]), true), {
				kind: "binary",
				op,
				payload: Buffer.from([1, 2]),
			});
		}
	});

	it("should drop a control message sent as a binary frame", () => {
		assert.equal(decodeClientFrame(Buffer.from('{"op":0,"d":{}}'), true).kind, "dropped");
	});

	it("should reject an empty binary message", () => {
		assert.equal(decodeClientFrame(Buffer.alloc(0), true).kind, "malformed");
	});

	it("should survive 100000 nested arrays", () => {
		const nested = `{"op":3,"d":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
		assert.ok(["json", "malformed"].includes(text(nested).kind));
	});
});

describe("encodeJson", () => {
	it("should number a message if given a sequence", () => {
		assert.equal(encodeJson(5, { speaking: 1 }, 0), '{"op":5,"d":{"speaking":1},"seq":0}');
		assert.equal(encodeJson(9, null), '{"op":9,"d":null}');
	});
});

describe("encodeBinary", () => {
	it("should write the sequence before the opcode, big-endian", () => {
		assert.deepEqual(encodeBinary(25, Buffer.from([9, 8]), 0x7b19), Buffer.from([0x7b, 0x19, 25, 9, 8]));
		assert.deepEqual(encodeBinary(30, Buffer.alloc(0), 65_535), Buffer.from([255, 255, 30]));
	});

	it("should start with the opcode without a sequence", () => {
		assert.deepEqual(encodeBinary(25, Buffer.from([9, 8])), Buffer.from([25, 9, 8]));
	});
});

/** By hand from recorded messages: version, Hello with 13750 ms and with 10.5, ACK of 7 and of 2^64 - 1. */
const WRITTEN: ReadonlyArray<readonly [version: string, hello: string, short: string, ack: string, large: string]> = [
	...["4", "5", "6", "7"].map(
		(version) =>
			[
				version,
				`{"op":8,"d":{"v":${version},"heartbeat_interval":13750.0}}`,
				`{"op":8,"d":{"v":${version},"heartbeat_interval":10.5}}`,
				'{"op":6,"d":7}',
				'{"op":6,"d":18446744073709551615}',
			] as const,
	),
	...["8"].map(
		(version) =>
			[
				version,
				`{"op":8,"d":{"v":${version},"heartbeat_interval":13750}}`,
				`{"op":8,"d":{"v":${version},"heartbeat_interval":10.5}}`,
				'{"op":6,"d":{"t":7}}',
				'{"op":6,"d":{"t":18446744073709551615}}',
			] as const,
	),
];

for (const [version, hello, short, ack, large] of WRITTEN) {
	const dialect = VOICE_DIALECTS.get(version)!;
	describe(`version ${version}`, () => {
		it("should encode Hello", () => {
			assert.equal(encodeHello(dialect, 13_750), hello);
			assert.equal(encodeHello(dialect, 10.5), short);
		});

		it("should encode a heartbeat ACK with every digit", () => {
			assert.equal(encodeHeartbeatAck(dialect, 7), ack);
			assert.equal(encodeHeartbeatAck(dialect, 18_446_744_073_709_551_615n), large);
		});
	});
}
