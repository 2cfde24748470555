/// <reference types="@rbxts/testez/globals" />

import { Attempts, GatewayReconnector } from "../../src/gateway/Attempts";
import { IdentifyAllowance } from "../../src/gateway/IdentifyAllowance";
import { nextStatus, WebsocketStatus } from "../../src/protocol/gateway/connectionState";
import {
	DEFAULT_GATEWAY_LIMITS,
	FRESH_RECOVERY,
	opened,
	recover,
	stabilised,
} from "../../src/protocol/gateway/recovery";
import { Reconnector } from "../../src/runtime/Reconnector";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";

/** Attempts that record what they do, and sockets that the test plays. */
function make(identifies = { burst: 10, perHour: 60 }) {
	const scheduler = new FakeScheduler();
	const log = new RecordingLogger();
	const heard: Array<string> = [];
	const may = { reconnect: true, resume: false };
	const reconnector: GatewayReconnector = new Reconnector({
		...{ scheduler, log, random: () => 0.5, stableAfter: 10 },
		rules: {
			...{ next: nextStatus, opened, stabilised },
			recover: (held, loss, share) => recover(held, loss, share, DEFAULT_GATEWAY_LIMITS),
		},
		state: WebsocketStatus.Idle,
		held: FRESH_RECOVERY,
		onChanged: (status) => heard.push(status),
	});
	const allowance = new IdentifyAllowance(scheduler, identifies);
	const attempts = new Attempts({
		...{ reconnector, allowance, log },
		hasSession: () => may.resume,
		mayReconnect: () => may.reconnect,
		open: () => heard.push("open"),
		release: (code) => code !== undefined && heard.push(`release ${code}`),
		forget: () => heard.push("forget"),
		onEnding: () => heard.push("ending"),
		onEnd: (fault) => heard.push(`end ${fault.kind}`),
	});
	/** Plays a connection up to an open session. */
	const ready = () => {
		attempts.connect();
		for (const event of ["opened", "queue", "identify"] as const) reconnector.go(event);
		reconnector.opened();
		reconnector.go("ready");
		heard.clear();
	};
	return { scheduler, heard, may, reconnector, allowance, attempts, ready };
}

export = () => {
	describe("Attempts", () => {
		it("should open a socket once", () => {
			const { attempts, heard } = make();
			attempts.connect();
			attempts.connect();
			expect(heard.join("|")).to.equal("connecting|open");
		});

		it("should try again at once after a session, and back off before one", () => {
			const { attempts, heard, ready, scheduler } = make();
			ready();
			attempts.lost("lost", undefined, "why");
			expect(heard.join("|")).to.equal("waiting|connecting|open");
			attempts.lost("lost", undefined, "why");
			expect(heard[heard.size() - 1]).to.equal("waiting");
			scheduler.advance(1); // half of 2 s
			expect(heard[heard.size() - 1]).to.equal("open");
		});

		it("should end the wait for an attempt early on connect", () => {
			const { attempts, heard, scheduler } = make();
			attempts.connect();
			attempts.lost("lost", undefined, "why");
			attempts.connect();
			expect(heard.join("|")).to.equal("connecting|open|waiting|connecting|open");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should keep the session of a socket that it drops", () => {
			const { attempts, heard, ready } = make();
			ready();
			attempts.drop("reconnect", "why");
			expect(heard.join("|")).to.equal("release 4200|waiting|connecting|open");
		});

		it("should replace the socket on reconnect", () => {
			const { attempts, heard, ready } = make();
			ready();
			attempts.reconnect();
			expect(heard.join("|")).to.equal("release 4200|waiting|connecting|open");
		});

		it("should end once, and forget the session only after 1000 and 1001", () => {
			for (const code of [1000, 1001, 4000]) {
				const { attempts, heard, ready } = make();
				ready();
				attempts.close(code);
				attempts.close(code);
				const forgets = code === 4000 ? "" : "forget|";
				expect(heard.join("|")).to.equal(`release ${code}|${forgets}ending|closed|end owner`);
			}
		});

		it("should end after a close code that means so", () => {
			const { attempts, heard, ready } = make();
			ready();
			attempts.lost("lost", 4004, "why");
			expect(heard.join("|")).to.equal("ending|closed|end closed");
		});

		it("should end at the next loss if it may not reconnect", () => {
			const { attempts, heard, ready, may } = make();
			ready();
			may.reconnect = false;
			attempts.lost("lost", undefined, "why");
			expect(heard.join("|")).to.equal("ending|closed|end notReconnecting");
		});

		it("should wait without a socket until an Identify is allowed", () => {
			const { attempts, heard, allowance, scheduler } = make({ burst: 1, perHour: 60 });
			allowance.take();
			attempts.connect();
			attempts.connect();
			expect(heard.join("|")).to.equal("limited");
			scheduler.advance(60);
			expect(heard.join("|")).to.equal("limited|connecting|open");
		});

		it("should resume without an Identify", () => {
			const { attempts, heard, allowance, may } = make({ burst: 1, perHour: 60 });
			allowance.take();
			may.resume = true;
			attempts.connect();
			expect(heard.join("|")).to.equal("connecting|open");
		});
	});
};
