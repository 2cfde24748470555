import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readKey, readLeaver, readMapping, readReady, selectProtocol, silentSpeaking } from "./mediaMessages.ts";

const KEY = Array.from({ length: 32 }, (_, index) => index);
const USER = "104694319306248201";

/** By hand: a `d` of op 2, and what is read of it. */
const READY: ReadonlyArray<readonly [d: unknown, fields: unknown]> = [
	[
		{ ssrc: 1, ip: "66.22.196.1", port: 5000, modes: ["a", 7, "b"], heartbeat_interval: 1 },
		{ ssrc: 1, ip: "66.22.196.1", port: 5000, modes: ["a", "b"] },
	],
	[{ ssrc: 0 }, { ssrc: 0, ip: "", port: 0, modes: [] }],
	[
		{ ssrc: 1, ip: 7, port: "5000", modes: "a" },
		{ ssrc: 1, ip: "", port: 0, modes: [] },
	],
	[{ ssrc: -1 }, undefined],
	[{ ssrc: 1.5 }, undefined],
	[{ ssrc: 2 ** 32 }, undefined],
	[{ ssrc: "1" }, undefined],
	[{}, undefined],
	[null, undefined],
	["text", undefined],
];

/** By hand: opcode and `d` of a mapping, and what is read of it. */
const MAPPINGS: ReadonlyArray<readonly [op: number, d: unknown, mapping: unknown]> = [
	[5, { user_id: USER, ssrc: 7, speaking: 0 }, { userId: USER, ssrc: 7 }],
	[5, { user_id: USER, ssrc: 0 }, undefined],
	[5, { user_id: USER }, undefined],
	[5, { user_id: 7, ssrc: 7 }, undefined],
	[5, { user_id: "x", ssrc: 7 }, undefined],
	[5, null, undefined],
	[12, { user_id: USER, audio_ssrc: 8, video_ssrc: 9, ssrc: 7 }, { userId: USER, ssrc: 8 }],
	[12, { user_id: USER, audio_ssrc: 0 }, undefined],
];

describe("messages of media", () => {
	for (const [d, fields] of READY) {
		it(`should read op 2 ${JSON.stringify(d)}`, () => assert.deepEqual(readReady(d), fields));
	}

	for (const [op, d, mapping] of MAPPINGS) {
		it(`should read op ${op} ${JSON.stringify(d)}`, () => assert.deepEqual(readMapping(op, d), mapping));
	}

	it("should take at most 32 modes", () => {
		const modes = Array.from({ length: 100 }, String);
		assert.equal(readReady({ ssrc: 1, modes })?.modes.length, 32);
	});

	it("should read a key of 32 bytes, and no other", () => {
		assert.deepEqual(readKey({ mode: "m", secret_key: KEY }), { mode: "m", key: Buffer.from(KEY) });
		for (const d of [
			{ mode: "m", secret_key: KEY.slice(1) },
			{ mode: "m", secret_key: [...KEY.slice(1), 256] },
			{ mode: "m", secret_key: [...KEY.slice(1), 0.5] },
			{ mode: "m", secret_key: [...KEY.slice(1), "1"] },
			{ mode: "m", secret_key: "key" },
			{ secret_key: KEY },
			undefined,
		]) {
			assert.equal(readKey(d), undefined);
		}
	});

	it("should read the user who left", () => {
		assert.equal(readLeaver({ user_id: USER }), USER);
		for (const d of [{ user_id: 7 }, {}, null]) assert.equal(readLeaver(d), undefined);
	});

	it("should write op 1 and op 5", () => {
		assert.deepEqual(JSON.parse(selectProtocol({ address: "192.0.2.1", port: 9 }, "mode")), {
			op: 1,
			d: { protocol: "udp", data: { address: "192.0.2.1", port: 9, mode: "mode" } },
		});
		assert.deepEqual(JSON.parse(silentSpeaking(7)), { op: 5, d: { speaking: 0, delay: 0, ssrc: 7 } });
	});
});
