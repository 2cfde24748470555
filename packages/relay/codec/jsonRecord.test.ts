import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeDownRecord } from "./binaryForm.ts";
import { jsonRecordParts, jsonRecordSize } from "./jsonRecord.ts";
import type { DownRecord } from "./record.ts";

function write(record: DownRecord, before: string): { readonly text: string; readonly parts: number } {
	const kept = encodeDownRecord(record);
	const parts = [...jsonRecordParts(kept, before)];
	const written = parts.map((part) => {
		const target = Buffer.alloc(part.size);
		part.write(target, 0);
		return target;
	});
	const text = Buffer.concat(written).toString();
	assert.equal(Buffer.byteLength(text), jsonRecordSize(kept) + before.length);
	return { text, parts: parts.length };
}

describe("jsonRecord", () => {
	it("should write each kind of data", () => {
		const { text } = write({ number: 7, socket: 2, type: "t", data: 'a"é' }, ",");
		assert.equal(text, ',[7,2,"t","a\\"é"]');
		assert.equal(write({ number: 7, socket: 2, type: "b", data: Buffer.from([255]) }, "").text, '[7,2,"b","/w=="]');
		assert.equal(write({ number: 7, socket: 2, type: "o", data: '{"a":1}' }, "").text, '[7,2,"o",{"a":1}]');
		assert.equal(write({ number: 7, socket: 2, type: "t", data: "" }, "").text, '[7,2,"t",""]');
	});

	it("should write a large text in parts", () => {
		const data = '"é'.repeat(100_000);
		const { text, parts } = write({ number: 1, socket: 1, type: "t", data }, "");
		assert.deepEqual(JSON.parse(text), [1, 1, "t", data]);
		assert.equal(parts, 4);
	});

	it("should write large bytes as parts of one base64 string", () => {
		const data = Buffer.alloc(200_000, "ab\u0000");
		const { text, parts } = write({ number: 1, socket: 1, type: "b", data }, "");
		assert.deepEqual(JSON.parse(text), [1, 1, "b", data.toString("base64")]);
		assert.equal(parts, 3);
	});
});
