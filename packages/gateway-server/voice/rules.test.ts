import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, identifyOf, resumeOf } from "../support/fixtures.ts";
import { decodeClientFrame } from "./frame.ts";
import { payloadOf, refusalOf } from "./rules.ts";
import { FALLBACK_DIALECT, VOICE_DIALECTS } from "./version.ts";

/** Code that a message is rejected with; `undefined` if it is valid. */
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

/** By hand from the docs: a message, and the expected code before and after Identify. */
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
	["Identify with numeric ids", json(0, { ...identify, server_id: 4177198342, user_id: 1 }), undefined, 4005],
	[
		"Identify with ids above 2^53",
		'{"op":0,"d":{"server_id":41771983423143937,"user_id":104694319306248193,"session_id":"s","token":"t"}}',
		undefined,
		4005,
	],
	["Identify with a negative id", json(0, { ...identify, user_id: -1 }), 4002, 4005],
	["Identify with a float as id", json(0, { ...identify, user_id: 1.5 }), 4002, 4005],
	["Identify with an empty id", json(0, { ...identify, user_id: "" }), 4002, 4005],
	[
		"Identify with video and streams",
		json(0, { ...identify, video: true, streams: [{ type: "video", rid: "100", quality: 100 }] }),
		undefined,
		4005,
	],
	[
		"Identify of version 9, with channel_id",
		json(0, { ...identify, channel_id: "127121515262115840" }),
		undefined,
		4005,
	],
	["Identify with a textual DAVE version", json(0, { ...identify, max_dave_protocol_version: "1" }), 4002, 4005],
	["Resume", json(7, resume), undefined, 4005],
	["Resume without seq_ack", json(7, { ...resume, seq_ack: undefined }), undefined, 4005],
	["Resume with null as seq_ack", json(7, { ...resume, seq_ack: null }), undefined, 4005],
	["Resume with -1 as seq_ack", json(7, { ...resume, seq_ack: -1 }), undefined, 4005],
	["Resume with -2 as seq_ack", json(7, { ...resume, seq_ack: -2 }), 4020, 4005],
	["Resume with 65536 as seq_ack", json(7, { ...resume, seq_ack: 65_536 }), 4020, 4005],
	["Resume with text as seq_ack", json(7, { ...resume, seq_ack: "5" }), 4020, 4005],
	["Resume with a numeric server_id", json(7, { ...resume, server_id: 1 }), undefined, 4005],
	["Resume with disgo's name for the sequence", json(7, { ...resume, seq_ack: undefined, seq: 0 }), undefined, 4005],
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
	[
		"Select Protocol with koe's extra fields",
		json(1, {
			...selectProtocol,
			...selectProtocol.data,
			codecs: [{ name: "opus", type: "audio" }],
			rtc_connection_id: "0b26fcc8-5f39-48a5",
			experiments: [],
		}),
		4003,
		undefined,
	],
	["Speaking with a boolean", json(5, { ...speaking, speaking: true }), 4003, undefined],
	["Speaking without SSRC", json(5, { speaking: 1, delay: 0 }), 4003, undefined],
	["Speaking without delay", json(5, { speaking: 1, ssrc: 1 }), 4003, undefined],
	[
		"Speaking with an extra null field",
		json(5, { speaking: 0, delay: null, ssrc: null, user_id: null }),
		4003,
		undefined,
	],
	["Speaking with text", json(5, { ...speaking, speaking: "1" }), 4003, 4020],
	["Video", json(12, { audio_ssrc: 1, video_ssrc: 0, rtx_ssrc: 0 }), 4003, undefined],
	["Session Update", json(14, { codecs: [] }), 4003, undefined],
	["Media Sink Wants", json(15, { any: 100 }), 4003, undefined],
	["Voice Backend Version", json(16, {}), 4003, undefined],
	["DAVE transition ready", json(23, { transition_id: 1 }), 4003, undefined],
	["DAVE transition ready without its id", json(23, {}), 4003, 4020],
	["DAVE invalid commit welcome", json(31, { transition_id: 1 }), 4003, undefined],
	["DAVE key package", Buffer.from([26, 1, 2]), 4003, undefined],
	["DAVE commit welcome", Buffer.from([28]), 4003, undefined],
	["DAVE key package as JSON", json(26, {}), 4003, 4002],
	["a server's binary opcode", Buffer.from([25, 1]), 4002, 4002],
	["a control opcode as a single byte", Buffer.from([3]), 4002, 4002],
	["unknown bytes", Buffer.from([200, 1]), 4002, 4002],
];

/** Opcodes that only a server sends, or that are unused. */
const UNKNOWN = [-1, 2, 4, 6, 8, 9, 10, 11, 13, 17, 18, 19, 20, 21, 22, 24, 25, 27, 29, 30, 32, 255, 2 ** 40];

describe("refusalOf", () => {
	for (const [name, message, before, after] of CASES) {
		it(`should answer ${name} with ${before ?? "no close"} before and ${after ?? "no close"} after Identify`, () => {
			assert.equal(codeOf(message, false), before);
			assert.equal(codeOf(message, true), after);
		});
	}

	/** By hand: a version 4 heartbeat, and the expected code after Identify. */
	const bare: ReadonlyArray<readonly [message: string, code: number | undefined]> = [
		['{"op":3,"d":1501184119561}', undefined],
		['{"op":3,"d":0}', undefined],
		['{"op":3,"d":-5}', undefined],
		['{"op":3,"d":9007199254740993}', undefined],
		['{"op":3,"d":18446744073709551615}', undefined],
		['{"op":3,"d":99999999999999999999}', 4020],
		['{"op":3,"d":184467440737095516150}', 4020],
		['{"op":3,"d":1.0}', 4020],
		['{"op":3,"d":1e12}', 4020],
		['{"op":3,"d":"1501184119561"}', 4020],
		['{"op":3,"d":null}', 4020],
		['{"op":3}', 4020],
		['{"op":3,"d":{"t":1,"seq_ack":-1}}', 4020],
	];
	for (const [message, code] of bare) {
		it(`should answer ${message} with ${code ?? "no close"} in version 4`, () => {
			const frame = decodeClientFrame(Buffer.from(message), false);
			assert.ok(frame.kind === "json");
			assert.equal(refusalOf(frame, true, VOICE_DIALECTS.get("4"))?.code, code);
		});
	}

	for (const op of UNKNOWN) {
		it(`should answer opcode ${op} with 4001`, () => {
			assert.equal(codeOf(json(op, {}), false), 4001);
			assert.equal(codeOf(json(op, {}), true), 4001);
		});
	}

	it("should never quote a value, which may be a token", () => {
		const frame = decodeClientFrame(
			Buffer.from(json(0, { ...identify, user_id: ["secret"], token: "secret" })),
			false,
		);
		assert.ok(frame.kind === "json");
		const refusal = refusalOf(frame, false);
		assert.equal(refusal?.reason, "op 0: user_id must be an id, got an array");
	});
});

describe("payloadOf", () => {
	const read = (message: string, dialect = FALLBACK_DIALECT) => {
		const frame = decodeClientFrame(Buffer.from(message), false);
		assert.ok(frame.kind === "json");
		return payloadOf(frame, dialect);
	};

	it("should return ids as strings with every digit", () => {
		assert.deepEqual(
			read('{"op":0,"d":{"server_id":7,"user_id":104694319306248193,"session_id":"s","token":"t"}}'),
			{
				server_id: "7",
				user_id: "104694319306248193",
				session_id: "s",
				token: "t",
			},
		);
	});

	it("should convert booleans to flags and omit missing fields", () => {
		assert.deepEqual(read('{"op":5,"d":{"speaking":true}}'), { speaking: 1 });
		assert.deepEqual(read('{"op":5,"d":{"speaking":false,"ssrc":3}}'), { speaking: 0, ssrc: 3 });
	});

	it("should wrap a bare nonce", () => {
		assert.deepEqual(read('{"op":3,"d":18446744073709551615}', VOICE_DIALECTS.get("4")), {
			t: 18446744073709551615n,
		});
	});
});
