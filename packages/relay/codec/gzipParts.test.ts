import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { gzipParts } from "./gzipParts.ts";
import { bytesPart, sharedPart, type Part } from "./pieces.ts";
import { SharedBytes } from "./SharedText.ts";

/** Kinds of parts: own or shared bytes. */
const part = fc.record({ isShared: fc.boolean(), bytes: fc.uint8Array({ maxLength: 300 }) });

const own = (size: number, fill = "x"): Part => bytesPart(Buffer.alloc(size, fill));
const shared = (text: string): Part => sharedPart(new SharedBytes(Buffer.from(text)));

function plain(parts: ReadonlyArray<Part>): Buffer {
	return Buffer.concat(
		parts.map((one) => {
			const bytes = Buffer.alloc(one.size);
			one.write(bytes, 0);
			return bytes;
		}),
	);
}

async function unpacked(parts: ReadonlyArray<Part>): Promise<Buffer> {
	return gunzipSync((await gzipParts(parts, Infinity)) ?? assert.fail());
}

describe("gzipParts", () => {
	/** By hand: what an answer may consist of. */
	const CASES: ReadonlyArray<readonly [name: string, parts: ReadonlyArray<Part>]> = [
		["nothing", []],
		["own bytes", [own(20)]],
		["shared bytes", [shared("a".repeat(1000))]],
		["empty shared bytes", [shared("")]],
		["own bytes around shared ones", [own(3), shared("[1]"), own(1), shared("[2]"), own(2)]],
		["the same shared bytes twice", Array<Part>(2).fill(shared("again"))],
		["a stored block of its largest size", [own(65_535)]],
		["two stored blocks", [own(40_000, "a"), own(40_000, "b"), shared("c")]],
		["large shared bytes", [shared(JSON.stringify(Array.from({ length: 20_000 }, (_, index) => index)))]],
	];
	for (const [name, parts] of CASES) {
		it(`should write ${name} as one gzip member`, async () => {
			assert.deepEqual(await unpacked(parts), plain(parts));
		});
	}

	it("should write any parts as one gzip member", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (list) => {
				const parts = list.map(({ isShared, bytes }) => {
					return isShared ? sharedPart(new SharedBytes(Buffer.from(bytes))) : bytesPart(Buffer.from(bytes));
				});
				assert.deepEqual(await unpacked(parts), plain(parts));
			}),
			{ numRuns: 200 },
		);
	});

	it("should pack shared bytes", async () => {
		const packed = await gzipParts([own(10), shared("abc".repeat(1000)), own(10)], 200);
		assert.ok(packed !== undefined && packed.length < 100, String(packed?.length));
	});

	it("should give up above the most bytes", async () => {
		const parts = [own(1000)];
		assert.equal(await gzipParts(parts, 1027), undefined);
		assert.equal((await gzipParts(parts, 1028))?.length, 1028);
	});
});
