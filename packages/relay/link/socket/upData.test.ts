import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../../codec/record.ts";
import { USUAL_HEADERS } from "../../security/headers.ts";
import { readClose, readKeepAlive, readOpen, readPing, type OpenData } from "./upData.ts";

function readUsual(data: JsonObject): OpenData {
	return readOpen(data, new Set(USUAL_HEADERS));
}

const url = "wss://gateway.discord.gg/";

/** By hand from docs/relay.md: what is refused, and why. */
const REFUSED: ReadonlyArray<readonly [read: (data: JsonObject) => unknown, data: JsonObject, message: RegExp]> = [
	[readUsual, {}, /url must be a string of at most 2048/],
	[readUsual, { url: 7 }, /url must be/],
	[readUsual, { url: `wss://${"a".repeat(2043)}` }, /url must be/],
	[readUsual, { url, protocols: "a" }, /protocols must be at most 8 different names/],
	[readUsual, { url, protocols: ["a", "a"] }, /protocols must be/],
	[readUsual, { url, protocols: ["a b"] }, /protocols must be/],
	[readUsual, { url, protocols: [""] }, /protocols must be/],
	[readUsual, { url, protocols: [..."abcdefghi"] }, /protocols must be/],
	[readUsual, { url, protocols: [1] }, /protocols must be/],
	[readUsual, { url, headers: 7 }, /headers must be an object/],
	[readUsual, { url, headers: "a" }, /headers must be an object/],
	[readUsual, { url, headers: ["a"] }, /headers must be an object/],
	[readUsual, { url, headers: { Origin: 7 } }, /header origin must be a string/],
	[readUsual, { url, headers: { origin: "a\r\nb: c" } }, /header origin must be/],
	[readUsual, { url, headers: { "user-agent": "a".repeat(1025) } }, /header user-agent must be/],
	[readUsual, { url, timeout_ms: 999 }, /timeout_ms must be an integer from 1000 to 30000/],
	[readUsual, { url, timeout_ms: 30_001 }, /timeout_ms must be/],
	[readUsual, { url, timeout_ms: 1000.5 }, /timeout_ms must be/],
	[readUsual, { url, pings: 1 }, /pings must be true or false/],
	[readClose, { code: 1005 }, /code must be 1000 to 1003, 1007 to 1014 or 3000 to 4999/],
	[readClose, { code: "4000" }, /code must be/],
	[readClose, { reason: 7 }, /reason must be a string of at most 123 bytes/],
	[readClose, { reason: "é".repeat(62) }, /reason must be/],
	[readClose, { reason: "\ud83d" }, /reason must be/],
	[readPing, { data: 7 }, /data must be base64 of at most 125 bytes/],
	[readPing, { data: "%" }, /data must be/],
	[readPing, { data: Buffer.alloc(126).toString("base64") }, /data must be/],
	[readKeepAlive, {}, /text must be a string/],
	[readKeepAlive, { every_ms: 5000 }, /text must be a string of at most 4096 bytes/],
	[readKeepAlive, { every_ms: 5000, text: "a".repeat(4097) }, /text must be a string of at most 4096 bytes/],
	[readKeepAlive, { every_ms: 5000, text: "\ude00" }, /text must be a string of at most 4096 bytes/],
	[readKeepAlive, { text: "é".repeat(2049) }, /text must be a string of at most 4096 bytes/],
	[readKeepAlive, { every_ms: 999, text: "" }, /every_ms must be an integer from 1000 to 3600000/],
	[readKeepAlive, { every_ms: 3_600_001, text: "" }, /every_ms must be/],
	[readKeepAlive, { every_ms: 1000, first_ms: -1, text: "" }, /first_ms must be an integer from 0/],
	[readKeepAlive, { every_ms: 1000, text: "", lazy: 7 }, /lazy must be a string of 1 to 64/],
	[readKeepAlive, { every_ms: 1000, text: "", lazy: "" }, /lazy must be a string of 1 to 64/],
	[readKeepAlive, { every_ms: 1000, text: "", lazy: "a".repeat(65) }, /lazy must be/],
];

describe("data of up records", () => {
	for (const [read, data, message] of REFUSED) {
		it(`should be refused by ${read.name}: ${JSON.stringify(data).slice(0, 60)}`, () => {
			assert.throws(() => read(data), { name: "RecordFault", code: "bad_record", message });
		});
	}

	it("should allow no other headers", () => {
		for (const name of ["Authorization", "Host", "Cookie", "sec-websocket-key", "__proto__"]) {
			const headers = JSON.parse(`{"${name}":"a"}`) as JsonObject;
			assert.throws(() => readUsual({ url, headers }), { code: "header_not_allowed", fields: { header: name } });
		}
	});

	it("should report at most 64 characters of a forbidden header", () => {
		const shown = "x".repeat(64);
		assert.throws(() => readUsual({ url, headers: { [`${shown}y`]: "a" } }), {
			message: `header is not allowed (RELAY_ALLOW_HEADERS): ${shown}`,
			fields: { header: shown },
		});
	});

	it("should be accepted up to each limit", () => {
		const longest = `wss://${"a".repeat(2042)}`;
		const protocols = [..."abcdefgh"];
		assert.deepEqual(readUsual({ url: longest, protocols }), {
			...readUsual({ url: longest }),
			url: longest,
			protocols,
		});
		const reason = "é".repeat(61) + "a";
		assert.equal(readClose({ reason }).reason, reason);
		for (const lazy of ["a", "a".repeat(64)]) {
			const keepAlive = readKeepAlive({ every_ms: 1000, text: "", lazy });
			assert.equal(keepAlive.kind === "start" && keepAlive.lazy, lazy);
		}
	});

	it("should treat null as absent", () => {
		assert.deepEqual(readUsual({ url, headers: null, protocols: null }), readUsual({ url }));
		assert.deepEqual(readKeepAlive({ every_ms: null, text: "a" }), { kind: "text", text: "a" });
		const keepAlive = readKeepAlive({ every_ms: 1000, first_ms: null, text: "a", lazy: null });
		assert.deepEqual(keepAlive, readKeepAlive({ every_ms: 1000, text: "a" }));
	});

	it("should accept the headers that the operator allows", () => {
		const headers = { Authorization: "Bearer x", "user-agent": "lib" };
		const { headers: read } = readOpen({ url, headers }, new Set([...USUAL_HEADERS, "authorization"]));
		assert.deepEqual(read, { authorization: "Bearer x", "user-agent": "lib" });
	});

	it("should have defaults", () => {
		const open = { url, protocols: [], headers: {}, timeoutMs: 10_000, pings: false, dave: false, media: false };
		assert.deepEqual(readUsual({ url }), open);
		assert.deepEqual(readUsual({ url, protocols: [], headers: [] }), open);
		assert.deepEqual(readClose({}), { code: 4000, reason: "" });
		assert.deepEqual(readPing({}), Buffer.alloc(0));
		const started = { kind: "start", everyMs: 1000, firstMs: 1000, text: "a", lazy: undefined };
		assert.deepEqual(readKeepAlive({ every_ms: 1000, text: "a" }), started);
	});

	it("should be read in full", () => {
		const headers = { "User-Agent": "lib", ORIGIN: "https://a.b" };
		assert.deepEqual(
			readUsual({ url, protocols: ["a", "b"], headers, timeout_ms: 1000, pings: true, dave: true }),
			{
				url,
				protocols: ["a", "b"],
				headers: { "user-agent": "lib", origin: "https://a.b" },
				timeoutMs: 1000,
				pings: true,
				dave: true,
				media: false,
			},
		);
		assert.deepEqual(readClose({ code: 4999, reason: "é".repeat(61) }), { code: 4999, reason: "é".repeat(61) });
		assert.equal(readPing({ data: Buffer.alloc(125).toString("base64") }).length, 125);
		const text = "é".repeat(2048);
		assert.deepEqual(readKeepAlive({ text }), { kind: "text", text });
		assert.deepEqual(readKeepAlive({ every_ms: 0 }), { kind: "stop" });
	});
});
