import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inflateRawSync } from "node:zlib";
import { sharedText } from "./SharedText.ts";

/** An empty stored block that is the last one. */
const LAST_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff]);

describe("sharedText", () => {
	const bytes = Buffer.from('[1,2,"s",["é","\n"]]');

	it("should be one for the same bytes", () => {
		assert.equal(sharedText(bytes), sharedText(bytes));
		assert.notEqual(sharedText(bytes), sharedText(Buffer.from(bytes)));
	});

	it("should escape once", () => {
		const { escaped } = sharedText(bytes);
		assert.equal(`"${escaped.bytes.toString()}"`, JSON.stringify(bytes.toString()));
		assert.equal(sharedText(bytes).escaped, escaped);
	});

	it("should deflate once, into blocks that others can follow", async () => {
		const { plain } = sharedText(bytes);
		const packed = await plain.packed;
		assert.equal(await plain.packed, packed);
		assert.deepEqual(inflateRawSync(Buffer.concat([packed, packed, LAST_BLOCK])), Buffer.concat([bytes, bytes]));
	});
});
