/// <reference types="@rbxts/testez/globals" />

import { GuildWait } from "../../src/gateway/GuildWait";
import { FakeScheduler } from "../support/FakeScheduler";

function make() {
	const scheduler = new FakeScheduler();
	const ends: Array<string> = [];
	const guilds = new GuildWait(scheduler, 15, (missing) => ends.push(`[${missing.join(",")}]`));
	guilds.expect(["1", "2"]);
	return { scheduler, ends, guilds };
}

export = () => {
	describe("GuildWait", () => {
		it("should end when every guild has arrived", () => {
			const { scheduler, ends, guilds } = make();
			guilds.start();
			guilds.arrive("1");
			guilds.arrive("9");
			expect(ends.size()).to.equal(0);
			guilds.arrive("2");
			expect(ends.join("")).to.equal("[]");
			expect(guilds.expected.size()).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should end after its time, with the missing guilds", () => {
			const { scheduler, ends, guilds } = make();
			guilds.start();
			guilds.arrive("1");
			scheduler.advance(15);
			expect(ends.join("")).to.equal("[2]");
			expect(guilds.expected.has("2")).to.equal(true);
		});

		it("should start again after a stop", () => {
			const { scheduler, ends, guilds } = make();
			guilds.start();
			guilds.stop();
			scheduler.advance(20);
			expect(ends.size()).to.equal(0);
			guilds.start();
			scheduler.advance(15);
			expect(ends.size()).to.equal(1);
		});

		it("should not wait for no guilds", () => {
			const { scheduler, guilds } = make();
			guilds.expect([]);
			guilds.start();
			expect(scheduler.sleeperCount()).to.equal(0);
		});
	});
};
