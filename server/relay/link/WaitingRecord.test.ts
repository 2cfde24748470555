import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { binaryForm } from "../codec/binaryForm.ts";
import { jsonForm } from "../codec/jsonForm.ts";
import type { DownRecord } from "../codec/record.ts";
import { RECORD_COST, WaitingRecord } from "./WaitingRecord.ts";

const RECORDS: ReadonlyArray<DownRecord> = [
	{ number: 1, socket: 1, type: "t", data: 'é "😀"' },
	{ number: 4_294_967_295, socket: 65_535, type: "b", data: Buffer.from([0, 255]) },
	{ number: 3, socket: 2, type: "c", data: '{"code":4006}' },
];

describe("WaitingRecord", () => {
	for (const record of RECORDS) {
		it(`should be what each form makes of ${record.type}`, () => {
			const waiting = new WaitingRecord(record, false);
			for (const form of [jsonForm, binaryForm, jsonForm]) {
				assert.deepEqual(waiting.encoded(form), form.encodeRecord(record));
			}
		});
	}

	it("should encode once", () => {
		const waiting = new WaitingRecord({ number: 1, socket: 1, type: "t", data: "a" }, false);
		assert.equal(waiting.encoded(jsonForm), waiting.encoded(jsonForm));
		assert.equal(waiting.encoded(binaryForm), waiting.encoded(binaryForm));
	});

	it("should say what it holds, and what it waits with", () => {
		const waiting = new WaitingRecord({ number: 1, socket: 1, type: "t", data: "é" }, false);
		assert.deepEqual([waiting.size, waiting.heldSize], [11 + 2 + RECORD_COST, 11 + 2 + RECORD_COST]);
		const json = waiting.encoded(jsonForm);
		assert.deepEqual([waiting.size, waiting.heldSize], [13 + RECORD_COST, 13 + RECORD_COST + json.length]);
	});

	it("should tell ends and errors from what a far server brought", () => {
		const isOwn = (type: DownRecord["type"]) =>
			new WaitingRecord({ number: 1, socket: 1, type, data: "{}" }, false).isOwn;
		assert.deepEqual(
			["o", "t", "c", "e", "k"].map((type) => isOwn(type as DownRecord["type"])),
			[false, false, true, true, false],
		);
	});
});
