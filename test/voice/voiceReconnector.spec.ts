/// <reference types="@rbxts/testez/globals" />

import { takeCredentials } from "../../src/protocol/voice/recovery";
import { createVoiceReconnector } from "../../src/voice/voiceReconnector";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";

function make() {
	const scheduler = new FakeScheduler();
	const states: Array<string> = [];
	const reconnector = createVoiceReconnector(
		{ scheduler, random: () => 0.5 },
		{ stableAfter: 10 },
		new RecordingLogger(),
		(state) => states.push(state),
	);
	const lose = (code?: number) => {
		const verdict = reconnector.lose({ code, reason: "lost", during: "ready" });
		if (verdict.kind !== "stop") reconnector.held = verdict.recovery;
		return verdict;
	};
	const take = () => {
		const verdict = takeCredentials(reconnector.held);
		if (verdict.kind !== "stop") reconnector.held = verdict.recovery;
		return verdict.kind === "stop" ? verdict.report.kind : undefined;
	};
	const delays = (count: number) => {
		const found: Array<string> = [];
		for (const _ of $range(1, count)) {
			const verdict = lose();
			found.push(verdict.kind === "retry" ? `${verdict.delay}` : verdict.kind);
		}
		return found.join(",");
	};
	return { scheduler, states, reconnector, lose, take, delays };
}

export = () => {
	describe("createVoiceReconnector", () => {
		it("should hold nothing at first", () => {
			const { reconnector } = make();
			expect(reconnector.held.hasSession).to.equal(false);
			expect(reconnector.held.hasCredentials).to.equal(false);
		});

		it("should follow the voice connection's states", () => {
			const { reconnector, states } = make();
			for (const event of ["open", "paired", "identify", "ready"] as const) reconnector.go(event);
			expect(states.join(",")).to.equal("signalling,connecting,identifying,ready");
		});

		it("should hold taken credentials, and a session once ready", () => {
			const { reconnector, take } = make();
			expect(take()).to.equal(undefined);
			expect(reconnector.held.hasCredentials).to.equal(true);
			expect(reconnector.held.hasSession).to.equal(false);
			reconnector.opened();
			expect(reconnector.held.hasSession).to.equal(true);
		});

		it("should forget failures only after a stable session", () => {
			const { reconnector, scheduler, delays } = make();
			expect(delays(3)).to.equal("0,1,2");
			reconnector.opened();
			scheduler.advance(9);
			expect(delays(1)).to.equal("4");
			reconnector.opened();
			scheduler.advance(10);
			expect(delays(1)).to.equal("0");
		});

		it("should give up at the limit", () => {
			expect(make().delays(7)).to.equal("0,1,2,4,8,15,stop");
		});

		it("should end after too many credentials in a row", () => {
			const { take } = make();
			for (const _ of $range(1, 20)) expect(take()).to.equal(undefined);
			expect(take()).to.equal("unreachable");
		});

		it("should drop credentials that a close code spends", () => {
			const { reconnector, lose, take } = make();
			take();
			reconnector.opened();
			expect(lose(4006).kind).to.equal("retry");
			expect(reconnector.held.hasCredentials).to.equal(false);
		});
	});
};
