import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeCreateRequest } from "./createRequest.ts";

const decode = (body: unknown) => decodeCreateRequest(Buffer.from(JSON.stringify(body)));
const NONCE = "12345678";

/** By hand: bodies that are refused, and why. */
const REFUSED: ReadonlyArray<readonly [body: unknown, message: RegExp, code?: string]> = [
	[[], /v must be 1/, "bad_version"],
	[{ v: 2, nonce: NONCE }, /v must be 1/, "bad_version"],
	[{ v: "1", nonce: NONCE }, /v must be 1/, "bad_version"],
	[{ v: 1 }, /nonce must be a string of 8 to 64/],
	[{ v: 1, nonce: "1234567" }, /nonce must be/],
	[{ v: 1, nonce: "a".repeat(65) }, /nonce must be/],
	[{ v: 1, nonce: "1234 678" }, /nonce must be/],
	[{ v: 1, nonce: NONCE, client: "a".repeat(65) }, /client must be/],
	[{ v: 1, nonce: NONCE, client: "a\nb" }, /client must be/],
	[{ v: 1, nonce: NONCE, client: 1 }, /client must be/],
	[{ v: 1, nonce: NONCE, hold_ms: 0 }, /hold_ms must be an integer from 1/],
	[{ v: 1, nonce: NONCE, pace: 7 }, /pace must be an object/],
	[{ v: 1, nonce: NONCE, pace: { per_min: 0 } }, /pace.per_min must be/],
	[{ v: 1, nonce: NONCE, pace: { burst: 1.5 } }, /pace.burst must be/],
	[{ v: 1, nonce: NONCE, up: 7 }, /up must be an array/],
];

describe("decodeCreateRequest", () => {
	for (const [body, message, code = "bad_request"] of REFUSED) {
		it(`should refuse ${JSON.stringify(body)}`, () => {
			assert.throws(() => decode(body), { name: "BodyError", message, code });
		});
	}

	it("should refuse invalid UTF-8", () => {
		const body = Buffer.concat([Buffer.from('{"v":1,"nonce":"'), Buffer.from([0xff]), Buffer.from('aaaaaaaa"}')]);
		assert.throws(() => decodeCreateRequest(body), { name: "BodyError", message: "body must be UTF-8" });
	});

	it("should read everything", () => {
		const pace = { per_min: 30, burst: 5 };
		const up = [[1, 1, "t", "a"]];
		assert.deepEqual(decode({ v: 1, nonce: NONCE, client: "lib/1.0", hold_ms: 9000, pace, up, other: 1 }), {
			nonce: NONCE,
			client: "lib/1.0",
			holdMs: 9000,
			perMin: 30,
			burst: 5,
			up: [{ number: 1, socket: 1, type: "t", data: "a" }],
		});
	});

	it("should read required fields alone", () => {
		const { client, holdMs, perMin, burst, up } = decode({ v: 1, nonce: NONCE, pace: [] });
		assert.deepEqual([client, holdMs, perMin, burst, up], [undefined, undefined, undefined, undefined, []]);
	});
});
