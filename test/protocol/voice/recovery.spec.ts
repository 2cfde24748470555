/// <reference types="@rbxts/testez/globals" />

import { FRESH_RECOVERY, Recovery, recover } from "../../../src/protocol/voice/recovery";

const LIMITS = { maxAttempts: 6, maxResumes: 3, backoff: { base: 1, cap: 30 } };
const READY: Recovery = { attempts: 0, resumes: 0, hasSession: true };

interface Row {
	readonly name: string;
	readonly before: Recovery;
	readonly code?: number;
	readonly wasStable?: boolean;
	/** "resume 1.5" or "identify 0", seconds at a random share of 0.5; or "stop". */
	readonly verdict: string;
}

const ROWS: ReadonlyArray<Row> = [
	{ name: "a link lost before Ready", before: FRESH_RECOVERY, verdict: "identify 0.5" },
	{ name: "a link lost after Ready", before: READY, verdict: "resume 0.5" },
	{ name: "a link lost after a stable session", before: READY, wasStable: true, verdict: "resume 0" },
	{ name: "a crashed server", before: READY, code: 4015, verdict: "resume 0.5" },
	{ name: "a normal closure", before: READY, code: 1000, verdict: "resume 0.5" },
	{ name: "a client bug", before: READY, code: 4002, verdict: "identify 0.5" },
	{ name: "an unknown code", before: READY, code: 4999, verdict: "identify 0.5" },
	{ name: "the third resume", before: { attempts: 2, resumes: 2, hasSession: true }, verdict: "resume 2" },
	{ name: "a fourth resume", before: { attempts: 3, resumes: 3, hasSession: true }, verdict: "identify 4" },
	{ name: "the sixth attempt", before: { attempts: 5, resumes: 3, hasSession: false }, verdict: "identify 15" },
	{ name: "a seventh attempt", before: { attempts: 6, resumes: 3, hasSession: false }, verdict: "stop" },
	{
		name: "a loss after many, but stable since",
		before: { attempts: 6, resumes: 3, hasSession: true },
		wasStable: true,
		verdict: "resume 0",
	},
	{ name: "a wrong token", before: READY, code: 4004, verdict: "stop" },
	{ name: "a session no longer valid", before: READY, code: 4006, wasStable: true, verdict: "stop" },
	{ name: "a kick", before: READY, code: 4014, wasStable: true, verdict: "stop" },
	{ name: "a channel that demands DAVE", before: FRESH_RECOVERY, code: 4017, verdict: "stop" },
];

export = () => {
	describe("recover", () => {
		for (const { name, before, code, wasStable = false, verdict } of ROWS) {
			it(`should ${verdict} after ${name}`, () => {
				const result = recover(before, { code, reason: "why", wasStable }, 0.5, LIMITS);
				if (result.kind === "stop") {
					expect("stop").to.equal(verdict);
				} else {
					expect(`${result.recovery.hasSession ? "resume" : "identify"} ${result.delay}`).to.equal(verdict);
				}
			});
		}

		it("should count attempts, and resumes among them", () => {
			let recovery = READY;
			const seen: Array<string> = [];
			for (const _ of $range(1, 6)) {
				const result = recover(recovery, { reason: "", wasStable: false }, 0, LIMITS);
				assert(result.kind === "retry");
				recovery = result.recovery;
				seen.push(`${recovery.attempts}/${recovery.resumes}`);
			}
			expect(seen.join(" ")).to.equal("1/1 2/2 3/3 4/3 5/3 6/3");
		});

		it("should say what to do, or what happened last, when it stops", () => {
			const stop = (before: Recovery, code?: number) => {
				const result = recover(before, { code, reason: "refused", wasStable: false }, 0, LIMITS);
				assert(result.kind === "stop");
				return result.reason;
			};
			expect(stop(READY, 4017)).to.equal("this channel demands end-to-end encryption (DAVE) (close code 4017)");
			expect(stop({ ...READY, attempts: 6 })).to.equal("gave up after 6 attempts; the last: refused");
		});
	});
};
