/// <reference types="@rbxts/testez/globals" />

import { GatewaySession } from "../../src/gateway/GatewaySession";
import { BOT_ID, readyBody, RESUME_DOMAIN } from "../support/gatewayHarness";
import { RecordingLogger } from "../support/RecordingLogger";

function make() {
	const log = new RecordingLogger();
	return { log, session: new GatewaySession({ token: "bot-token", intents: 1 }, log) };
}

export = () => {
	describe("GatewaySession", () => {
		it("should be resumable with an ID and a sequence", () => {
			const { session } = make();
			expect(session.isResumable()).to.equal(false);
			expect(() => session.resume()).to.throw("there is no session");
			session.hold("s1", 0);
			expect(session.isResumable()).to.equal(true);
			const { session_id, seq } = session.resume().d as { session_id: string; seq: number };
			expect(`${session_id} ${seq}`).to.equal("s1 0");
		});

		it("should keep the sequence unless another is given", () => {
			const { session } = make();
			session.hold("s1", 7);
			session.hold("s2");
			expect(session.sequence).to.equal(7);
		});

		it("should forget everything but the user with an empty ID", () => {
			const { session } = make();
			session.enter(readyBody());
			session.sequence = 1;
			session.hold("");
			expect(session.id).to.equal(undefined);
			expect(session.sequence).to.equal(undefined);
			expect(session.resumeDomain).to.equal(undefined);
			expect(session.userId).to.equal(BOT_ID);
		});

		it("should hold what READY names", () => {
			const { session } = make();
			session.enter(readyBody([], "s2"));
			expect(session.id).to.equal("s2");
			expect(session.resumeDomain).to.equal(RESUME_DOMAIN);
			expect(session.userId).to.equal(BOT_ID);
		});

		it("should warn about a READY without session or user, and ignore a bad URL", () => {
			const { session, log } = make();
			session.enter({ session_id: "", resume_gateway_url: "https://other.example", guilds: [] });
			expect(log.count("READY has no session ID, so the session cannot be resumed")).to.equal(1);
			expect(log.count("READY has no user ID")).to.equal(1);
			expect(session.resumeDomain).to.equal(undefined);
		});

		it("should identify with the options of its client", () => {
			const { session } = make();
			const { op, d } = session.identify();
			expect(op).to.equal(2);
			expect((d as { intents: number }).intents).to.equal(1);
		});
	});
};
