import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, identifyOf, resumeOf } from "../../support/fixtures.ts";
import { decodeClientFrame } from "./frame.ts";
import { refusalOf } from "./rules.ts";

/** Code that a message is refused with; `undefined` if it is in order. */
function codeOf(message: string | Buffer, isIdentified: boolean): number | undefined {
	const frame = decodeClientFrame(Buffer.from(message), typeof message !== "string");
	assert.ok(frame.kind === "json" || frame.kind === "binary");
	return refusalOf(frame, isIdentified)?.code;
}

const json = (op: number, d: unknown) => JSON.stringify({ op, d });
const identify = identifyOf(ALICE);
const resume = resumeOf(ALICE, 5);
const selectProtocol = { protocol: "udp", data: { address: "127.0.0.1", port: 1, mode: "aead_aes256_gcm_rtpsize" } };
const speaking = { speaking: 1, delay: 0, ssrc: 1 };

/** By hand from the docs: what a client sends -> the code before and after it identified. */
const CASES: ReadonlyArray<
	readonly [name: string, message: string | Buffer, before: number | undefined, after: number | undefined]
> = [
	["Identify", json(0, identify), undefined, 4005],
	[
		"Identify without max_dave_protocol_version",
		json(0, { ...identify, max_dave_protocol_version: undefined }),
		undefined,
		4005,
	],
	["Identify with an unknown field", json(0, { ...identify, channel_id: "1" }), undefined, 4005],
	["Identify without a payload", json(0, undefined), 4002, 4005],
	["Identify with null", json(0, null), 4002, 4005],
	["Identify with an array", json(0, []), 4002, 4005],
	["Identify without server_id", json(0, { ...identify, server_id: undefined }), 4002, 4005],
	["Identify without user_id", json(0, { ...identify, user_id: undefined }), 4002, 4005],
	["Identify without session_id", json(0, { ...identify, session_id: undefined }), 4002, 4005],
	["Identify without token", json(0, { ...identify, token: undefined }), 4002, 4005],
	["Identify with an empty token", json(0, { ...identify, token: "" }), 4002, 4005],
	["Identify with a numeric server_id", json(0, { ...identify, server_id: 4177198342 }), 4002, 4005],
	["Identify with a textual DAVE version", json(0, { ...identify, max_dave_protocol_version: "1" }), 4002, 4005],
	["Resume", json(7, resume), undefined, 4005],
	["Resume without seq_ack", json(7, { ...resume, seq_ack: undefined }), undefined, 4005],
	["Resume with null as seq_ack", json(7, { ...resume, seq_ack: null }), undefined, 4005],
	["Resume with -1 as seq_ack", json(7, { ...resume, seq_ack: -1 }), undefined, 4005],
	["Resume with -2 as seq_ack", json(7, { ...resume, seq_ack: -2 }), 4020, 4005],
	["Resume with 65536 as seq_ack", json(7, { ...resume, seq_ack: 65_536 }), 4020, 4005],
	["Resume with text as seq_ack", json(7, { ...resume, seq_ack: "5" }), 4020, 4005],
	["Resume without token", json(7, { ...resume, token: undefined }), 4020, 4005],
	["Heartbeat", json(3, { t: 1501184119561, seq_ack: 10 }), 4003, undefined],
	["Heartbeat without seq_ack", json(3, { t: 1 }), 4003, undefined],
	["Heartbeat with -1 as seq_ack", json(3, { t: 1, seq_ack: -1 }), 4003, undefined],
	["Heartbeat with a bare nonce, as below version 8", json(3, 1501184119561), 4003, 4020],
	["Heartbeat without a nonce", json(3, { seq_ack: 10 }), 4003, 4020],
	["Heartbeat with text as nonce", json(3, { t: "1501184119561" }), 4003, 4020],
	["Heartbeat with a float as nonce", json(3, { t: 1.5 }), 4003, 4020],
	["Heartbeat with a nonce written as float", '{"op":3,"d":{"t":1.0,"seq_ack":-1}}', 4003, 4020],
	["Heartbeat with a nonce written with exponent", '{"op":3,"d":{"t":1e12,"seq_ack":-1}}', 4003, 4020],
	["Heartbeat with a sequence written as float", '{"op":3,"d":{"t":1,"seq_ack":3.0}}', 4003, 4020],
	["Heartbeat with spaces around its numbers", '{ "op" : 3, "d" : { "t" : 12 , "seq_ack" : 3 } }', 4003, undefined],
	["Heartbeat with the largest nonce", json(3, { t: 2 ** 53 - 1 }), 4003, undefined],
	["Heartbeat with a nonce of 2^53", json(3, { t: 2 ** 53 }), 4003, 4020],
	["Select Protocol", json(1, selectProtocol), 4003, undefined],
	["Select Protocol without data", json(1, { protocol: "udp" }), 4003, 4020],
	[
		"Select Protocol with a textual port",
		json(1, { protocol: "udp", data: { ...selectProtocol.data, port: "1" } }),
		4003,
		4020,
	],
	["Speaking", json(5, speaking), 4003, undefined],
	["Speaking with a boolean", json(5, { ...speaking, speaking: true }), 4003, 4020],
	["Speaking without SSRC", json(5, { speaking: 1 }), 4003, 4020],
	["DAVE transition ready", json(23, { transition_id: 1 }), 4003, undefined],
	["DAVE transition ready without its id", json(23, {}), 4003, 4020],
	["DAVE invalid commit welcome", json(31, { transition_id: 1 }), 4003, undefined],
	["DAVE key package", Buffer.from([26, 1, 2]), 4003, undefined],
	["DAVE commit welcome", Buffer.from([28]), 4003, undefined],
	["DAVE key package as JSON", json(26, {}), 4003, 4002],
	["a server's binary opcode", Buffer.from([25, 1]), 4002, 4002],
	["a control opcode as bare byte", Buffer.from([3]), 4002, 4002],
	["bytes that mean nothing", Buffer.from([200, 1]), 4002, 4002],
];

/** Opcodes that a server sends, or nobody. */
const UNKNOWN = [-1, 2, 4, 6, 8, 9, 10, 11, 12, 13, 14, 20, 21, 22, 24, 25, 27, 29, 30, 32, 255, 2 ** 40];

describe("refusalOf", () => {
	for (const [name, message, before, after] of CASES) {
		it(`should answer ${name} with ${before ?? "no close"} before and ${after ?? "no close"} after Identify`, () => {
			assert.equal(codeOf(message, false), before);
			assert.equal(codeOf(message, true), after);
		});
	}

	for (const op of UNKNOWN) {
		it(`should answer opcode ${op} with 4001`, () => {
			assert.equal(codeOf(json(op, {}), false), 4001);
			assert.equal(codeOf(json(op, {}), true), 4001);
		});
	}

	it("should never name a value, which may be a token", () => {
		const frame = decodeClientFrame(
			Buffer.from(json(0, { ...identify, user_id: ["secret"], token: "secret" })),
			false,
		);
		assert.ok(frame.kind === "json");
		const refusal = refusalOf(frame, false);
		assert.equal(refusal?.reason, "op 0: user_id must be a non-empty string, got an array");
	});
});
