import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { binaryForm } from "../codec/binaryForm.ts";
import { jsonForm } from "../codec/jsonForm.ts";
import type { DownRecord, Form } from "../codec/record.ts";
import { RECORD_COST, WaitingRecord } from "./WaitingRecord.ts";

/** By hand. JSON with the comma that separates it from others. */
const RECORDS: ReadonlyArray<readonly [record: DownRecord, binary: number, json: number]> = [
	[{ number: 1, socket: 1, type: "t", data: 'é "😀"' }, 11 + 9, '[1,1,"t","é \\"😀\\""],'.length + 3],
	[{ number: 3, socket: 2, type: "b", data: Buffer.from([0, 255]) }, 11 + 2, '[3,2,"b","AP8="],'.length],
	[{ number: 4, socket: 2, type: "c", data: '{"code":4006}' }, 11 + 13, '[4,2,"c",{"code":4006}],'.length],
];

describe("WaitingRecord", () => {
	for (const [record, binary, json] of RECORDS) {
		it(`should compute the size of ${record.type} in each form`, () => {
			const waiting = new WaitingRecord(record, false);
			assert.deepEqual([waiting.sizeIn(binaryForm), waiting.sizeIn(jsonForm)], [binary, json]);
			assert.equal(waiting.sizeIn(binaryForm), binary);
		});
	}

	it("should compute its size once", () => {
		let asked = 0;
		const form: Form = { ...jsonForm, recordSize: () => (asked += 1) };
		const waiting = new WaitingRecord({ number: 1, socket: 1, type: "t", data: "a" }, false);
		assert.deepEqual([waiting.sizeIn(form), waiting.sizeIn(form)], [1, 1]);
	});

	it("should hold only its bytes, whatever form was sent", () => {
		const waiting = new WaitingRecord({ number: 1, socket: 1, type: "t", data: "é" }, false);
		waiting.sizeIn(jsonForm);
		assert.equal(waiting.size, 11 + 2 + RECORD_COST);
	});

	it("should distinguish ends and errors from messages", () => {
		const isOwn = (type: DownRecord["type"]) =>
			new WaitingRecord({ number: 1, socket: 1, type, data: "{}" }, false).isOwn;
		assert.deepEqual(
			["o", "t", "c", "e", "k"].map((type) => isOwn(type as DownRecord["type"])),
			[false, false, true, true, false],
		);
	});
});
