/// <reference types="@rbxts/testez/globals" />

import { VOICE_CLOSE_ACTIONS } from "../../../src/protocol/voice/closeCode";
import { ClosureKind, closureOf, lossOf } from "../../../src/protocol/voice/closure";

/** By hand: every close code that may end a connection at once, what it is called, and a word of its advice. */
const EXPECTED: ReadonlyArray<readonly [code: number, kind: ClosureKind, advice: string]> = [
	[4004, "authenticationFailed", "join anew"],
	[4012, "unknownProtocol", "select udp"],
	[4014, "disconnected", "kicked"],
	[4016, "unknownEncryptionMode", "those that Ready listed"],
	[4017, "daveRequired", "stage channel"],
	[4021, "rateLimited", "wait some minutes"],
	[4022, "callTerminated", "channel was deleted"],
];

export = () => {
	describe("closureOf", () => {
		for (const [code, kind, advice] of EXPECTED) {
			it(`should call ${code} ${kind}, and say what to do`, () => {
				const closure = closureOf(code, "why", "unreachable");
				expect(closure.kind).to.equal(kind);
				expect(closure.code).to.equal(code);
				expect(closure.bySelf).to.equal(false);
				expect(closure.reason.find(advice, 1, true)[0]).to.be.ok();
				expect(closure.reason.find(`close code ${code}`, 1, true)[0]).to.be.ok();
			});
		}

		it("should know every code after which the policy stops, or waits to be moved", () => {
			for (const [code, action] of VOICE_CLOSE_ACTIONS) {
				if (action !== "stop" && action !== "move") continue;
				expect(EXPECTED.some(([known]) => known === code)).to.equal(true);
			}
		});

		it("should keep the reason and the fallback of any other end", () => {
			const closure = closureOf(undefined, "gave up", "unreachable");
			expect(closure.kind).to.equal("unreachable");
			expect(closure.code).to.equal(undefined);
			expect(closure.reason).to.equal("gave up (close code none)");
		});
	});

	describe("lossOf", () => {
		it("should say what may be behind a close whose code nobody sees, before Ready alone", () => {
			const isToldOfDave = (text: string) => text.find("end-to-end encryption (DAVE)", 1, true)[0] !== undefined;
			expect(isToldOfDave(lossOf("identifying", false))).to.equal(true);
			expect(isToldOfDave(lossOf("identifying", true))).to.equal(false);
			expect(isToldOfDave(lossOf("ready", false))).to.equal(false);
			expect(isToldOfDave(lossOf("resuming", false))).to.equal(false);
		});
	});
};
