/// <reference types="@rbxts/testez/globals" />

import { PingTracker } from "../../src/socket/PingTracker";
import { FakeScheduler } from "../support/FakeScheduler";

function make() {
	const scheduler = new FakeScheduler();
	const pings = new PingTracker(scheduler, 30);
	const heard: Array<string> = [];
	const add = (payload: string) =>
		pings.add(
			payload,
			(milliseconds) => heard.push(`${payload} ${milliseconds}`),
			(reason) => heard.push(`${payload} ${reason}`),
		);
	return { scheduler, pings, heard, add };
}

export = () => {
	describe("PingTracker", () => {
		it("should measure a ping and all earlier ones in milliseconds", () => {
			const { scheduler, pings, heard, add } = make();
			add("a");
			scheduler.advance(0.5);
			add("b");
			add("c");
			scheduler.advance(0.25);
			expect(pings.answer("b")).to.equal(250);
			expect(heard.join("|")).to.equal("a 750|b 250");
			expect(pings.answer("a")).to.equal(undefined);
			expect(pings.answer("c")).to.equal(250);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should answer equal payloads in order", () => {
			const { scheduler, pings, heard, add } = make();
			add("a");
			scheduler.advance(1);
			add("a");
			pings.answer("a");
			expect(heard.join("|")).to.equal("a 1000");
			pings.answer("a");
			expect(heard.join("|")).to.equal("a 1000|a 0");
		});

		it("should fail only the ping whose time is over", () => {
			const { scheduler, pings, heard, add } = make();
			add("a");
			scheduler.advance(20);
			add("b");
			scheduler.advance(10);
			expect(heard.join("|")).to.equal("a no pong within 30 s");
			expect(pings.answer("a")).to.equal(undefined);
			expect(pings.answer("b")).to.equal(10000);
		});

		it("should fail every ping at the end, and leave no timer", () => {
			const { scheduler, pings, heard, add } = make();
			add("a");
			add("b");
			pings.fail("closed");
			pings.fail("closed");
			expect(heard.join("|")).to.equal("a closed|b closed");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should return each payload once", () => {
			const { pings } = make();
			expect(pings.freshPayload()).never.to.equal(pings.freshPayload());
		});
	});
};
