/// <reference types="@rbxts/testez/globals" />

import { PollHold } from "../../../src/socket/relay/PollHold";

export = () => {
	describe("PollHold", () => {
		it("should ask for the hold that the relay allows, 20 s at most", () => {
			const hold = new PollHold();
			hold.allow(5);
			expect(hold.seconds).to.equal(5);
			hold.allow(120);
			expect(hold.seconds).to.equal(20);
		});

		it("should ask for less after a proxy has ended a poll", () => {
			const hold = new PollHold();
			hold.allow(20);
			hold.shorten(10);
			expect(hold.seconds).to.equal(8);
			hold.shorten(28);
			expect(hold.seconds).to.equal(8);
			hold.shorten(0.1);
			expect(hold.seconds).to.equal(1);
		});

		it("should ignore a clock that went back", () => {
			const hold = new PollHold();
			hold.allow(20);
			for (const passed of [0, -3600, 0 / 0]) hold.shorten(passed);
			expect(hold.seconds).to.equal(20);
		});
	});
};
