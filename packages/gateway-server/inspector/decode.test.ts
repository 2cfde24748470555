import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayFrame } from "../session/frameTap.ts";
import { decodeFrame } from "./decode.ts";

function frame(direction: "in" | "out", content: string | Buffer, size = Buffer.byteLength(content)): GatewayFrame {
	const shown: GatewayFrame["content"] =
		typeof content === "string" ? { kind: "text", text: content } : { kind: "binary", bytes: content };
	return { connection: 1, sessionId: undefined, gateway: "voice", direction, size, content: shown };
}

describe("decodeFrame", () => {
	const cases = [
		{ name: "JSON", given: frame("in", '{"op":3,"d":{"t":1}}'), header: "op 3 Heartbeat · 20 bytes" },
		{ name: "numbered JSON", given: frame("out", '{"op":5,"seq":0}'), header: "seq 0 · op 5 Speaking · 16 bytes" },
		{ name: "an unknown opcode", given: frame("in", '{"op":99}'), header: "op 99 unknown · 9 bytes" },
		{ name: "text that is not JSON", given: frame("in", "{oops"), header: "unreadable · 5 bytes" },
		{ name: "null", given: frame("in", "null"), header: "unreadable · 4 bytes" },
		{ name: "an op that is not a number", given: frame("in", '{"op":"x"}'), header: "unreadable · 10 bytes" },
		{ name: "truncated JSON", given: frame("in", '{"op":5,"d":', 9000), header: "op 5 Speaking · 9000 bytes" },
		{
			name: "a server's binary frame",
			given: frame("out", Buffer.concat([Buffer.from([0x7b, 0x00, 27]), Buffer.alloc(48)])),
			header: "seq 31488 · op 27 DaveMlsProposals · 48 bytes",
		},
		{
			name: "a client's binary frame",
			given: frame("in", Buffer.from([26, 1])),
			header: "op 26 DaveMlsKeyPackage · 1 byte",
		},
		{ name: "an empty binary frame", given: frame("in", Buffer.alloc(0)), header: "unreadable · 0 bytes" },
		{ name: "a short binary frame", given: frame("out", Buffer.from([1, 2])), header: "unreadable · 2 bytes" },
	];
	for (const { name, given, header } of cases) {
		it(`should decode ${name}`, () => assert.equal(decodeFrame(given).header, header));
	}

	const dispatches = [
		{
			given: '{"op":0,"t":"READY","s":1,"d":{}}',
			size: 33,
			eventName: "READY",
			header: "seq 1 · op 0 Dispatch · 33 bytes",
		},
		{
			given: '{"op":0,"t":"GUILD_CREATE","s":12,"d":{"a',
			size: 9e3,
			eventName: "GUILD_CREATE",
			header: "seq 12 · op 0 Dispatch · 9000 bytes",
		},
		{ given: '{"op":10,"d":{}}', size: 16, eventName: undefined, header: "op 10 Hello · 16 bytes" },
		{ given: '{"op":0,"t":5,"s":2}', size: 20, eventName: undefined, header: "seq 2 · op 0 Dispatch · 20 bytes" },
	];
	for (const { given, size, ...expected } of dispatches) {
		it(`should decode ${given} of the main gateway`, () => {
			const { eventName, header } = decodeFrame({ ...frame("out", given, size), gateway: "main" });
			assert.deepEqual({ eventName, header }, expected);
		});
	}

	it("should show bytes as hex in groups of four", () => {
		assert.equal(decodeFrame(frame("in", Buffer.from([26, 1, 2, 3, 4, 255]))).body, "1a010203 04ff");
		assert.equal(decodeFrame(frame("in", Buffer.from([26, 1]), 10)).body, "1a01 …");
	});

	it("should mark only truncated text", () => {
		assert.equal(decodeFrame(frame("in", '{"op":5,"d":"é"}')).body, '{"op":5,"d":"é"}');
		assert.equal(decodeFrame(frame("in", '{"op":5,"d":', 9000)).body, '{"op":5,"d":…');
	});
});
