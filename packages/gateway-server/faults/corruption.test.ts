import assert from "node:assert/strict";
import { isUtf8 } from "node:buffer";
import { describe, it } from "node:test";
import { seededRandom } from "../../shared/random.ts";
import { corruptFrame, CORRUPTION_KINDS } from "./corruption.ts";

const never = (): number => 1;
const always = (): number => 0;

describe("corruptFrame", () => {
	it("should have these kinds", () => {
		assert.deepEqual(CORRUPTION_KINDS, ["utf8", "rsv", "control", "oversized", "bytes"]);
	});

	it("should put invalid UTF-8 into a text frame", () => {
		assert.equal(corruptFrame("utf8", "ab", never).toString("hex"), "810461c32862");
		assert.equal(corruptFrame("utf8", Buffer.from("ab"), never).toString("hex"), "810461c32862");
		assert.equal(corruptFrame("utf8", "", never).toString("hex"), "8102c328");
	});

	it("should set RSV2", () => {
		assert.equal(corruptFrame("rsv", "ab", never).toString("hex"), "a1026162");
		assert.equal(corruptFrame("rsv", Buffer.from([1]), never).toString("hex"), "a20101");
	});

	it("should replace the message with a non-final ping", () => {
		assert.equal(corruptFrame("control", "ab", never).toString("hex"), "0900");
	});

	it("should pad text with spaces and bytes with zeros", () => {
		assert.equal(corruptFrame("oversized", "ab", never, 4).toString("hex"), "810461622020");
		assert.equal(corruptFrame("oversized", Buffer.from("ab"), never, 3).toString("hex"), "8203616200");
		assert.equal(corruptFrame("oversized", "ab", never, 1).toString("hex"), "81026162");
		// 10 bytes of header, see RFC 6455
		assert.equal(corruptFrame("oversized", "", never).length, 2 ** 20 + 1 + 10);
	});

	it("should change the first byte and random others", () => {
		assert.equal(corruptFrame("bytes", "{}", never).toString(), "\x81\x02z}".replace("\x81", "\ufffd"));
		assert.equal(corruptFrame("bytes", Buffer.from([0, 0, 255]), always).toString("hex"), "82030101fe");
	});

	it("should keep text valid UTF-8 and be reproducible", () => {
		const text = "{\u00fc\u20ac\u{1f600}abc}".repeat(8);
		const [one, two] = [1, 1].map((seed) => corruptFrame("bytes", text, seededRandom(seed)));
		assert.deepEqual(one, two);
		assert.ok(isUtf8(one?.subarray(2) ?? Buffer.from([255])));
	});
});
