/// <reference types="@rbxts/testez/globals" />

import { GatewayReconnector } from "../../src/gateway/Attempts";
import { resolveGatewayDeadlines } from "../../src/gateway/deadlines";
import { GatewaySession } from "../../src/gateway/GatewaySession";
import { Handshake } from "../../src/gateway/Handshake";
import { IdentifyAllowance } from "../../src/gateway/IdentifyAllowance";
import { nextStatus, WebsocketStatus } from "../../src/protocol/gateway/connectionState";
import {
	DEFAULT_GATEWAY_LIMITS,
	FRESH_RECOVERY,
	opened,
	recover,
	stabilised,
} from "../../src/protocol/gateway/recovery";
import { WebsocketError } from "../../src/protocol/gateway/WebsocketError";
import { Reconnector } from "../../src/runtime/Reconnector";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";

/** A handshake on a socket that has just received Hello. */
function make() {
	const scheduler = new FakeScheduler();
	const log = new RecordingLogger();
	const heard: Array<string> = [];
	const turns: Array<(fault?: WebsocketError) => void> = [];
	const reconnector: GatewayReconnector = new Reconnector({
		...{ scheduler, log, random: () => 0.5, stableAfter: 10 },
		rules: {
			...{ next: nextStatus, opened, stabilised },
			recover: (held, loss, share) => recover(held, loss, share, DEFAULT_GATEWAY_LIMITS),
		},
		state: WebsocketStatus.Greeting,
		held: FRESH_RECOVERY,
		onChanged: (status) => heard.push(status),
	});
	const session = new GatewaySession({ token: "bot-token", intents: 1 }, log);
	const handshake = new Handshake({
		...{ scheduler, log, reconnector, session, deadlines: resolveGatewayDeadlines() },
		allowance: new IdentifyAllowance(scheduler, { burst: 1, perHour: 60 }),
		turns: {
			request(_, onTurn) {
				turns.push(onTurn);
				return () => heard.push("give up");
			},
		},
		hasSession: () => session.isResumable(),
		send: ({ op }) => {
			heard.push(`op ${op}`);
			return undefined;
		},
		forget: () => session.hold(""),
		drop: (reason) => heard.push(`drop: ${reason}`),
		finish: (fault) => heard.push(`finish: ${fault.kind}`),
	});
	return { scheduler, heard, turns, reconnector, session, handshake };
}

export = () => {
	describe("Handshake", () => {
		it("should identify when its turn comes", () => {
			const { handshake, heard, turns } = make();
			handshake.begin();
			expect(heard.join("|")).to.equal("queued");
			turns[0]();
			expect(heard.join("|")).to.equal("queued|identifying|op 2");
		});

		it("should resume without a turn", () => {
			const { handshake, heard, turns, session } = make();
			session.hold("s1", 4);
			handshake.begin();
			expect(heard.join("|")).to.equal("resuming|op 6");
			expect(turns.size()).to.equal(0);
		});

		it("should give its turn up on reset", () => {
			const { handshake, heard } = make();
			handshake.begin();
			handshake.reset();
			handshake.reset();
			expect(heard.join("|")).to.equal("queued|give up");
		});

		it("should end if no turn will ever come", () => {
			const { handshake, heard, turns } = make();
			handshake.begin();
			turns[0](WebsocketError.exhausted(10));
			expect(heard.join("|")).to.equal("queued|finish: exhausted");
		});

		it("should drop the socket if no Identify is allowed", () => {
			const { handshake, heard, turns, reconnector } = make();
			handshake.begin();
			turns[0]();
			reconnector.force(WebsocketStatus.Greeting);
			handshake.begin();
			turns[1]();
			expect(heard[heard.size() - 1]).to.equal("drop: no Identify is allowed yet");
		});

		it("should drop the socket when the answer does not come in time", () => {
			const { handshake, heard, turns, scheduler } = make();
			handshake.begin();
			turns[0]();
			scheduler.advance(14.9);
			expect(heard[heard.size() - 1]).to.equal("op 2");
			scheduler.advance(0.2);
			expect(heard[heard.size() - 1]).to.equal("drop: READY did not arrive in time (15 s)");
		});

		it("should extend the deadline while messages come, up to ten minutes", () => {
			const { handshake, heard, turns, scheduler } = make();
			handshake.begin();
			turns[0]();
			for (const _ of $range(1, 599)) {
				handshake.heard();
				scheduler.advance(1);
			}
			expect(heard[heard.size() - 1]).to.equal("op 2");
			scheduler.advance(2);
			expect(heard[heard.size() - 1]).to.equal("drop: READY did not arrive in time (15 s)");
		});

		it("should count the dispatches between Resume and RESUMED", () => {
			const { handshake, session } = make();
			handshake.heardDispatch();
			session.hold("s1", 4);
			handshake.begin();
			for (const _ of $range(1, 3)) handshake.heardDispatch();
			expect(handshake.replayedCount()).to.equal(2);
		});
	});
};
