/// <reference types="@rbxts/testez/globals" />

import { Cooldown } from "../../../src/socket/relay/Cooldown";

export = () => {
	describe("Cooldown", () => {
		it("should last for the named time", () => {
			const cooldown = new Cooldown();
			expect(cooldown.untilFree(100)).to.equal(0);
			cooldown.extend(100, 7);
			expect(cooldown.untilFree(103)).to.equal(4);
			expect(cooldown.untilFree(107)).to.equal(0);
			expect(cooldown.untilFree(1000)).to.equal(0);
		});

		it("should last 300 s at most, and return its length", () => {
			const cooldown = new Cooldown();
			expect(cooldown.extend(100, 1e300)).to.equal(300);
			expect(cooldown.untilFree(100)).to.equal(300);
			expect(cooldown.extend(100, 7)).to.equal(7);
			expect(cooldown.untilFree(100)).to.equal(300);
		});

		it("should not be shortened", () => {
			const cooldown = new Cooldown();
			cooldown.extend(100, 7);
			cooldown.extend(101, 2);
			expect(cooldown.untilFree(101)).to.equal(6);
			cooldown.extend(101, 10);
			expect(cooldown.untilFree(101)).to.equal(10);
		});

		it("should not last longer after the clock went back", () => {
			const cooldown = new Cooldown();
			cooldown.extend(5000, 7);
			expect(cooldown.untilFree(100)).to.equal(7);
			expect(cooldown.untilFree(107)).to.equal(0);
		});
	});
};
