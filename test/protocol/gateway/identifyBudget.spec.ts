/// <reference types="@rbxts/testez/globals" />

import {
	DEFAULT_IDENTIFY_RATE,
	fullBudget,
	IdentifyBudget,
	IdentifyRate,
	takeIdentify,
	untilIdentify,
} from "../../../src/protocol/gateway/identifyBudget";

const HOUR = 3600;
const DAY = 24 * HOUR;
/** One every 1800 s, three in a row. */
const RATE: IdentifyRate = { burst: 3, perHour: 2 };

/** Written by hand: Identifies left, clock reading for them, now, and the seconds until an Identify is available. */
const WAITS: ReadonlyArray<readonly [name: string, budget: IdentifyBudget, now: number, seconds: number]> = [
	["a full bucket", { left: 3, at: 0 }, 0, 0],
	["one that is left", { left: 1, at: 0 }, 0, 0],
	["half of one", { left: 0.5, at: 0 }, 0, 900],
	["none", { left: 0, at: 0 }, 0, 1800],
	["none, a moment before the next", { left: 0, at: 0 }, 1799, 1],
	["none, an hour later", { left: 0, at: 0 }, HOUR, 0],
	["what rounding left of one", { left: 0.999_999_9, at: 0 }, 0, 0],
	["a clock that went back", { left: 0, at: 5000 }, 100, 1800],
];

/** Written by hand: invalid rates, and a word of the reason. */
const REFUSED: ReadonlyArray<readonly [rate: IdentifyRate, word: string]> = [
	[{ burst: 0, perHour: 1 }, "identifies.burst must be whole and at least 1, got 0"],
	[{ burst: 1.5, perHour: 1 }, "got 1.5"],
	[{ burst: 0 / 0, perHour: 1 }, "identifies.burst"],
	[{ burst: 1, perHour: 0 }, "identifies.perHour must be finite and above 0, got 0"],
	[{ burst: 1, perHour: -1 }, "got -1"],
	[{ burst: 1, perHour: math.huge }, "got inf"],
	[{ burst: 1, perHour: 0 / 0 }, "identifies.perHour"],
];

/** Takes every Identify at once for a day from `start` on. Returns their times. */
function spendForADay(rate: IdentifyRate): Array<number> {
	const spentAt: Array<number> = [];
	let budget = fullBudget(rate, 0);
	for (let now = 0; now < DAY; now += math.max(untilIdentify(budget, rate, now), 0.25)) {
		const after = takeIdentify(budget, rate, now);
		if (after === undefined) continue;
		budget = after;
		spentAt.push(now);
	}
	return spentAt;
}

export = () => {
	describe("untilIdentify", () => {
		for (const [name, budget, now, seconds] of WAITS) {
			it(`should return ${seconds} s with ${name}`, () => {
				expect(untilIdentify(budget, RATE, now)).to.be.near(seconds, 1e-3);
			});
		}
	});

	describe("takeIdentify", () => {
		it("should allow a burst, and then one at a time", () => {
			let budget: IdentifyBudget | undefined = fullBudget(RATE, 10);
			for (const _ of $range(1, 3)) budget = takeIdentify(budget!, RATE, 10);
			expect(budget?.left).to.equal(0);
			expect(takeIdentify(budget!, RATE, 10)).to.equal(undefined);
			expect(takeIdentify(budget!, RATE, 1809)).to.equal(undefined);
			expect(takeIdentify(budget!, RATE, 1810)?.left).to.be.near(0, 1e-6);
		});

		it("should hold no more than the burst", () => {
			expect(takeIdentify({ left: 0, at: 0 }, RATE, 100 * DAY)?.left).to.equal(2);
		});

		it("should add nothing while the clock goes back", () => {
			let budget: IdentifyBudget = { left: 2, at: 5000 };
			budget = takeIdentify(budget, RATE, 0)!;
			budget = takeIdentify(budget, RATE, -5000)!;
			expect(takeIdentify(budget, RATE, -9000)).to.equal(undefined);
		});
	});

	describe("a day of spending whenever it may", () => {
		it("should allow 499 by default: the burst and 24 hours", () => {
			const spent = spendForADay(DEFAULT_IDENTIFY_RATE).size();
			expect(spent).to.equal(20 + 24 * 20 - 1); // the last comes as the day ends
			expect(spent < 1000).to.equal(true);
		});

		it("should never allow more than the burst and one hour in an hour", () => {
			const spentAt = spendForADay(DEFAULT_IDENTIFY_RATE);
			spentAt.forEach((from) => {
				const within = spentAt.filter((at) => at >= from && at < from + HOUR).size();
				expect(within <= 40).to.equal(true);
			});
		});
	});

	describe("fullBudget", () => {
		for (const [rate, word] of REFUSED) {
			it(`should reject a burst of ${rate.burst} and ${rate.perHour} an hour`, () => {
				expect(() => fullBudget(rate, 0)).to.throw(word);
			});
		}

		it("should accept an unlimited burst", () => {
			const rate = { burst: math.huge, perHour: 1 };
			let budget = fullBudget(rate, 0);
			for (const _ of $range(1, 5000)) budget = takeIdentify(budget, rate, 0)!;
			expect(untilIdentify(budget, rate, 0)).to.equal(0);
		});
	});
};
