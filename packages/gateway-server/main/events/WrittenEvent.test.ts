import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeEtf } from "../../encoding/etf.ts";
import { WrittenEvent } from "./WrittenEvent.ts";

describe("WrittenEvent", () => {
	for (const [name, json, s, text] of [
		["READY", '{"v":10}', 1, '{"op":0,"t":"READY","s":1,"d":{"v":10}}'],
		["RESUMED", "{}", 2 ** 40, '{"op":0,"t":"RESUMED","s":1099511627776,"d":{}}'],
		['A "NAME"', "null", 7, '{"op":0,"t":"A \\"NAME\\"","s":7,"d":null}'],
		["TÉXT", '"…"', 300, '{"op":0,"t":"TÉXT","s":300,"d":"…"}'],
		["LIST", '[1,[true,"x"],null]', 3, '{"op":0,"t":"LIST","s":3,"d":[1,[true,"x"],null]}'],
	] as const) {
		it(`should write ${name} ${s} as JSON and ETF`, () => {
			const event = new WrittenEvent(name, json);
			assert.equal(event.toJson(s), text);
			for (let client = 1; client <= 3; client++) assert.equal(String(event.toText(s)), text);
			assert.deepEqual(decodeEtf(event.toEtf(s)), JSON.parse(text));
		});
	}

	it("should encode each number", () => {
		const event = new WrittenEvent("TEST", "{}");
		assert.deepEqual(
			[1, 2].map((s) => decodeEtf(event.toEtf(s))),
			[1, 2].map((s) => ({ op: 0, t: "TEST", s, d: {} })),
		);
		assert.deepEqual(
			[event.toJson(1), event.toJson(2)],
			[1, 2].map((s) => `{"op":0,"t":"TEST","s":${s},"d":{}}`),
		);
	});
});
