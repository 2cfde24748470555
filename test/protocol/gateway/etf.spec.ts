/// <reference types="@rbxts/testez/globals" />

import { decodeEtf } from "../../../src/protocol/gateway/decodeEtf";
import { encodeEtf } from "../../../src/protocol/gateway/etf";
import { NULL } from "../../../src/protocol/gateway/json";
import { bytesOf, hexOf } from "../../support/hex";
import { isSame } from "../../support/isSame";
import { seededRandom } from "../../support/seededRandom";
import vectors from "../../vectors/etf.json";

/** Returns a random JSON value, at most `depth` deep. */
function randomValue(random: (limit: number) => number, depth: number): unknown {
	const kind = random(depth === 0 ? 4 : 6);
	if (kind === 0) return random(2) === 0;
	if (kind === 1) return (random(2) === 0 ? 1 : -1) * random(2 ** 30) * random(2 ** 22);
	if (kind === 2) return random(1000) / 8;
	if (kind === 3) return string.rep(utf8.char(32 + random(2000)), random(5));
	const size = random(4);
	if (kind === 4) {
		const list: Array<defined> = [];
		for (const _ of $range(1, size)) list.push(randomValue(random, depth - 1) as defined);
		return list;
	}
	const map: Record<string, unknown> = {};
	for (const index of $range(1, size)) map[`key ${index}`] = randomValue(random, depth - 1);
	return map;
}

export = () => {
	describe("encodeEtf", () => {
		for (const { name, hex, value } of vectors.terms) {
			it(`should write ${name}`, () => {
				expect(hexOf(encodeEtf(value))).to.equal(hex.gsub(" ", "")[0]);
			});
		}

		it("should write NULL, NaN and infinities as nil", () => {
			for (const value of [NULL, 0 / 0, math.huge, -math.huge]) {
				expect(hexOf(encodeEtf(value))).to.equal("8373036e696c");
			}
		});

		it("should reject cycles and values that JSON cannot hold", () => {
			const circle: { inner?: unknown } = {};
			circle.inner = circle;
			expect(() => encodeEtf(circle)).to.throw("nested at most 128 deep");
			expect(() => encodeEtf({ callback: () => {} })).to.throw("cannot write function as ETF");
			expect(() =>
				encodeEtf(
					new Map<unknown, unknown>([
						["a", 1],
						[5, 2],
					]),
				),
			).to.throw("either indices or names");
		});
	});

	describe("decodeEtf", () => {
		it("should decode every encoded value", () => {
			const random = seededRandom(7);
			for (const _ of $range(1, 500)) {
				const value = randomValue(random, 4);
				const result = decodeEtf(encodeEtf(value));
				expect(result.kind).to.equal("term");
				expect(isSame((result as { value?: unknown }).value, value)).to.equal(true);
			}
		});

		it("should reject every term that is cut or has trailing bytes", () => {
			const random = seededRandom(11);
			for (const _ of $range(1, 60)) {
				const text = buffer.tostring(encodeEtf(randomValue(random, 3)));
				for (const size of $range(0, text.size() - 1)) {
					expect(decodeEtf(buffer.fromstring(text.sub(1, size))).kind).to.equal("malformed");
				}
				expect(decodeEtf(buffer.fromstring(`${text}a`)).kind).to.equal("malformed");
			}
		});

		it("should never error, whatever the bytes are", () => {
			const random = seededRandom(13);
			const tags = [70, 80, 97, 98, 99, 100, 104, 105, 106, 107, 108, 109, 110, 111, 115, 116, 118, 119];
			for (const _ of $range(1, 3000)) {
				const bytes: Array<number> = [131];
				for (const __ of $range(1, random(24))) {
					const kind = random(3);
					bytes.push(kind === 0 ? tags[random(tags.size())] : random(kind === 1 ? 4 : 256));
				}
				const { kind } = decodeEtf(buffer.fromstring(string.char(...bytes)));
				expect(kind === "term" || kind === "malformed").to.equal(true);
			}
		});
	});

	it("should read the hex of the vectors correctly", () => {
		expect(hexOf(bytesOf("83 6E ff"))).to.equal("836eff");
	});
};
