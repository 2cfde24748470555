import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import { readBody } from "./readBody.ts";

/** A body in pieces of `size` bytes. */
function pieces(body: string, size: number): Readable {
	const parts: Array<Buffer> = [];
	for (let start = 0; start < body.length; start += size) parts.push(Buffer.from(body.slice(start, start + size)));
	return Readable.from(parts);
}

const LARGE = "0123456789".repeat(20_000);

describe("readBody", () => {
	const cases: ReadonlyArray<readonly [body: string, size: number, stated: number | undefined]> = [
		["", 1, undefined],
		["hello", 1, undefined],
		["hello", 2, 5],
		[LARGE, 1460, undefined],
		[LARGE, 1460, LARGE.length],
		[LARGE, 65_536, undefined],
	];
	for (const [body, size, stated] of cases) {
		it(`should read ${body.length} bytes in pieces of ${size}, stated ${stated}`, async () => {
			const read = await readBody(pieces(body, size), { size: LARGE.length, stated });
			assert.equal(read.toString(), body);
		});
	}

	it("should refuse a body above the limit", async () => {
		const refused = { code: "too_large", message: "body is above 4 bytes", fields: { limit: 4 } };
		await assert.rejects(readBody(pieces("hello", 2), { size: 4, stated: undefined }), refused);
	});

	it("should refuse a stated size above the limit unread", async () => {
		const stream = pieces("hello", 2);
		await assert.rejects(readBody(stream, { size: 4, stated: 5 }), { code: "too_large" });
		assert.equal(stream.readableDidRead, false);
	});

	it("should refuse a body in pieces of one byte", async () => {
		const refused = { name: "BodyError", message: "body comes in too many pieces" };
		await assert.rejects(readBody(pieces(LARGE, 1), { size: LARGE.length, stated: undefined }), refused);
	});

	it("should reject if the body is cut off", async () => {
		const stream = new Readable({ read: () => {} });
		stream.push("hel");
		const read = readBody(stream, { size: 10, stated: 5 });
		stream.destroy();
		await assert.rejects(read, { code: "ERR_STREAM_PREMATURE_CLOSE" });
	});
});
