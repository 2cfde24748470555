/// <reference types="@rbxts/testez/globals" />

import { isHello, isSequence } from "../../src/protocol/guards";
import { decodeJson } from "../../src/runtime/json";

/** Bodies of Hello as JSON, and the interval that each names; "none" for a malformed one. */
const HELLOS: ReadonlyArray<readonly [text: string, interval: number | "none"]> = [
	['{"op":8,"d":{"heartbeat_interval":41250}}', 41_250],
	['{"op":8,"d":{"v":8,"heartbeat_interval":13750.5}}', 13_750.5],
	['{"op":8}', "none"],
	['{"op":8,"d":{}}', "none"],
	['{"op":8,"d":"a"}', "none"],
	['{"op":8,"d":{"heartbeat_interval":0}}', "none"],
	['{"op":8,"d":{"heartbeat_interval":"1"}}', "none"],
];

/** Intervals, and whether Hello may name them. */
const INTERVALS: ReadonlyArray<readonly [value: unknown, valid: boolean]> = [
	[41_250, true],
	[0.5, true],
	[undefined, false],
	["41250", false],
	[0, false],
	[-1, false],
	[math.huge, false],
	[0 / 0, false],
	[{}, false],
];

export = () => {
	describe("isHello", () => {
		for (const [text, interval] of HELLOS) {
			it(`should read ${interval} of ${text}`, () => {
				const payload = decodeJson(text);
				expect(isHello(payload) ? payload.d.heartbeat_interval : "none").to.equal(interval);
			});
		}

		for (const [value, valid] of INTERVALS) {
			it(`should ${valid ? "accept" : "reject"} an interval of ${value}`, () => {
				expect(isHello({ d: { heartbeat_interval: value } })).to.equal(valid);
			});
		}

		it("should reject other types than tables", () => {
			for (const value of [undefined, "a", 5]) expect(isHello(value)).to.equal(false);
		});
	});

	describe("isSequence", () => {
		it("should accept only whole numbers from 0", () => {
			for (const value of [0, 1, 65535, 2 ** 53 - 1]) expect(isSequence(value)).to.equal(true);
			for (const value of [-1, 0.5, 2 ** 53, math.huge, 0 / 0, "1", undefined]) {
				expect(isSequence(value)).to.equal(false);
			}
		});
	});
};
