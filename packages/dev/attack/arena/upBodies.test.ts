import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeBinaryRequest } from "../../../relay/codec/binaryForm.ts";
import { binaryBody, recordsIn, repeatedBody } from "./upBodies.ts";

describe("binaryBody", () => {
	it("should be decoded by the relay unchanged", () => {
		const records = [
			{ socket: 3, type: "o", data: { url: "ws://x/" } },
			{ socket: 3, type: "t", data: "hällo" },
			{ socket: 3, type: "b", data: Buffer.from([1, 2]) },
		];
		assert.deepEqual(decodeBinaryRequest(binaryBody(7, 9, 5, records)), {
			ack: 7,
			waitMs: 9,
			up: records.map((record, index) => ({ number: 5 + index, ...record })),
		});
	});
});

describe("repeatedBody", () => {
	it("should number repeated records", () => {
		const record = { socket: 1, type: "t", data: "" };
		const { up } = decodeBinaryRequest(repeatedBody(0, 8, 3, record));
		assert.deepEqual(
			up,
			[8, 9, 10].map((number) => ({ number, ...record })),
		);
	});
});

describe("recordsIn", () => {
	const cases: ReadonlyArray<readonly [body: number, data: number, count: number]> = [
		[10, 0, 0],
		[21, 0, 1],
		[31, 0, 1],
		[32, 0, 2],
		[1_048_576, 0, 95_324],
	];
	for (const [body, data, count] of cases) {
		it(`should fit ${count} records of ${data} bytes into ${body}`, () =>
			assert.equal(recordsIn(body, data), count));
	}
});
