/// <reference types="@rbxts/testez/globals" />

import { Holdoff } from "../../../src/socket/relay/Holdoff";

export = () => {
	describe("Holdoff", () => {
		it("should last as long as was named", () => {
			const holdoff = new Holdoff();
			expect(holdoff.untilFree(100)).to.equal(0);
			holdoff.extend(100, 7);
			expect(holdoff.untilFree(103)).to.equal(4);
			expect(holdoff.untilFree(107)).to.equal(0);
			expect(holdoff.untilFree(1000)).to.equal(0);
		});

		it("should last 300 s at most, and say how long is waited", () => {
			const holdoff = new Holdoff();
			expect(holdoff.extend(100, 1e300)).to.equal(300);
			expect(holdoff.untilFree(100)).to.equal(300);
			expect(holdoff.extend(100, 7)).to.equal(7);
			expect(holdoff.untilFree(100)).to.equal(300);
		});

		it("should not be cut by a shorter time", () => {
			const holdoff = new Holdoff();
			holdoff.extend(100, 7);
			holdoff.extend(101, 2);
			expect(holdoff.untilFree(101)).to.equal(6);
			holdoff.extend(101, 10);
			expect(holdoff.untilFree(101)).to.equal(10);
		});

		it("should never last longer than was named after a clock that went back", () => {
			const holdoff = new Holdoff();
			holdoff.extend(5000, 7);
			expect(holdoff.untilFree(100)).to.equal(7);
			expect(holdoff.untilFree(107)).to.equal(0);
		});
	});
};
