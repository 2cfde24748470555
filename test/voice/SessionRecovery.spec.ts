/// <reference types="@rbxts/testez/globals" />

import { SessionRecovery } from "../../src/voice/SessionRecovery";
import { FakeScheduler } from "../support/FakeScheduler";

function make() {
	const scheduler = new FakeScheduler();
	const recovery = new SessionRecovery({ scheduler, random: () => 0.5 }, { stableAfter: 10 });
	const lose = (code?: number) => recovery.lose({ code, reason: "lost", during: "ready" });
	const delays = (count: number) => {
		const found: Array<string> = [];
		for (const _ of $range(1, count)) {
			const verdict = lose();
			found.push(verdict.kind === "retry" ? `${verdict.delay}` : verdict.kind);
		}
		return found.join(",");
	};
	return { scheduler, recovery, lose, delays };
}

export = () => {
	describe("SessionRecovery", () => {
		it("should hold nothing at first", () => {
			const { recovery } = make();
			expect(recovery.hasSession()).to.equal(false);
			expect(recovery.hasCredentials()).to.equal(false);
		});

		it("should hold credentials once they are taken, and a session once it is ready", () => {
			const { recovery } = make();
			expect(recovery.takeCredentials()).to.equal(undefined);
			expect(recovery.hasCredentials()).to.equal(true);
			expect(recovery.hasSession()).to.equal(false);
			recovery.enterReady();
			expect(recovery.hasSession()).to.equal(true);
			recovery.dropCredentials();
			expect(recovery.hasSession() || recovery.hasCredentials()).to.equal(false);
		});

		it("should forget failures after a stable session alone", () => {
			const { recovery, scheduler, delays } = make();
			expect(delays(3)).to.equal("0,1,2");
			recovery.enterReady();
			scheduler.advance(9);
			expect(delays(1)).to.equal("4");
			recovery.enterReady();
			scheduler.advance(10);
			expect(delays(1)).to.equal("0");
		});

		it("should give up at the limit", () => {
			expect(make().delays(7)).to.equal("0,1,2,4,8,15,stop");
		});

		it("should end after too many credentials in a row", () => {
			const { recovery } = make();
			for (const _ of $range(1, 20)) expect(recovery.takeCredentials()).to.equal(undefined);
			expect(recovery.takeCredentials()?.kind).to.equal("unreachable");
		});

		it("should drop credentials that a close code spends", () => {
			const { recovery, lose } = make();
			recovery.takeCredentials();
			recovery.enterReady();
			expect(lose(4006).kind).to.equal("retry");
			expect(recovery.hasCredentials()).to.equal(false);
		});
	});
};
