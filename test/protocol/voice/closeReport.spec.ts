/// <reference types="@rbxts/testez/globals" />

import { VOICE_CLOSE_ACTIONS } from "../../../src/protocol/voice/closeCode";
import { ConnectionState } from "../../../src/protocol/voice/connectionState";
import { CloseReportKind, closeReportOf, lossOf } from "../../../src/protocol/voice/closeReport";

/** By hand: every close code that may end a connection at once, its kind, and a word of its advice. */
const EXPECTED: ReadonlyArray<readonly [code: number, kind: CloseReportKind, advice: string]> = [
	[4004, "authenticationFailed", "join again"],
	[4012, "unknownProtocol", "select udp"],
	[4014, "disconnected", "kicked"],
	[4016, "unknownEncryptionMode", "not one of those in Ready"],
	[4017, "daveRequired", "stage channel"],
	[4021, "rateLimited", "wait some minutes"],
	[4022, "callTerminated", "channel was deleted"],
];

/** By hand: the state at the loss, whether close codes are visible, and whether DAVE may be missing. */
const LOSSES: ReadonlyArray<readonly [during: ConnectionState, tellsCodes: boolean, isHinted: boolean]> = [
	["identifying", false, true],
	["identifying", true, false],
	["resuming", false, false],
	["ready", false, false],
];

export = () => {
	describe("closeReportOf", () => {
		for (const [code, kind, advice] of EXPECTED) {
			it(`should report ${code} as ${kind}, with advice`, () => {
				const report = closeReportOf(code, "why", "unreachable");
				expect(report.kind).to.equal(kind);
				expect(report.code).to.equal(code);
				expect(report.bySelf).to.equal(false);
				expect(report.reason.find(advice, 1, true)[0]).to.be.ok();
				expect(report.reason.find(`close code ${code}`, 1, true)[0]).to.be.ok();
			});
		}

		it("should have a row for every final or moving close code", () => {
			for (const [code, action] of VOICE_CLOSE_ACTIONS) {
				if (action !== "stop" && action !== "move") continue;
				expect(EXPECTED.some(([known]) => known === code)).to.equal(true);
			}
		});

		it("should use the reason and the fallback otherwise", () => {
			const report = closeReportOf(undefined, "gave up", "unreachable");
			expect(report.kind).to.equal("unreachable");
			expect(report.code).to.equal(undefined);
			expect(report.reason).to.equal("gave up (close code none)");
		});
	});

	describe("lossOf", () => {
		it("should include the given reason", () => {
			const reason = lossOf("relay: too many encrypted sessions", "identifying", true);
			expect(reason.find(": relay: too many encrypted sessions", 1, true)[0]).to.be.ok();
		});

		for (const [during, tellsCodes, isHinted] of LOSSES) {
			it(`should ${isHinted ? "" : "not "}name DAVE while ${during}, with codes ${tellsCodes ? "" : "in"}visible`, () => {
				const reason = lossOf("", during, tellsCodes);
				expect(reason.find("the server closed the connection", 1, true)[0]).to.equal(1);
				expect(reason.find("use a relay that offers it", 1, true)[0] !== undefined).to.equal(isHinted);
			});
		}
	});
};
