/// <reference types="@rbxts/testez/globals" />

import { ConnectionState } from "../../../src/protocol/voice/connectionState";
import {
	FRESH_RECOVERY,
	opened,
	Recovery,
	recover,
	RecoveryVerdict,
	stabilised,
	takeCredentials,
	withoutCredentials,
} from "../../../src/protocol/voice/recovery";

const LIMITS = { maxAttempts: 6, maxResumes: 3, backoff: { base: 1, cap: 30 } };

/** Credentials are there, and nothing was tried. */
const PAIRED: Recovery = { ...FRESH_RECOVERY, hasCredentials: true };
const READY: Recovery = { ...PAIRED, hasSession: true };

/** Every count above 0. */
const TRIED: Recovery = { ...PAIRED, attempts: 4, resumes: 3, mistakes: 1, refusals: 2, pairings: 5 };

const counts = ({ attempts, resumes, mistakes, refusals, pairings }: Recovery) =>
	[attempts, resumes, mistakes, refusals, pairings].join(" ");

interface Row {
	readonly name: string;
	readonly before: Recovery;
	readonly code?: number;
	/** @default identifying, for the first time */
	readonly during?: ConnectionState;
	/** "resume 1.5" or "identify 0", seconds at a random share of 0.5; "renew 1"; "move disconnected"; or "stop ...". */
	readonly verdict: string;
}

/** By hand, from the policy in the facts (voice close codes) and what `recovery` states. */
const ROWS: ReadonlyArray<Row> = [
	{ name: "no credentials in time", before: FRESH_RECOVERY, verdict: "renew 0.5" },
	{ name: "a link lost before Ready", before: PAIRED, verdict: "identify 0.5" },
	{ name: "a link lost after Ready", before: READY, during: "ready", verdict: "resume 0" },
	{ name: "a link lost again, while resuming", before: { ...READY, attempts: 1, resumes: 1 }, verdict: "resume 1" },
	{
		name: "a link lost soon after Resumed",
		before: { ...READY, attempts: 1, resumes: 1 },
		during: "ready",
		verdict: "resume 1",
	},
	{ name: "a normal closure", before: READY, code: 1000, during: "ready", verdict: "resume 0" },
	{ name: "a server that goes away", before: READY, code: 1001, during: "ready", verdict: "resume 0" },
	{
		name: "an opcode that the server does not know",
		before: READY,
		code: 4001,
		during: "ready",
		verdict: "identify 0",
	},
	{ name: "a message that it cannot decode", before: READY, code: 4002, verdict: "identify 0.5" },
	{ name: "a message before Identify", before: PAIRED, code: 4003, verdict: "identify 0.5" },
	{
		name: "a second message before Identify",
		before: { ...PAIRED, mistakes: 1 },
		code: 4003,
		verdict: "stop protocolError",
	},
	{ name: "a wrong token", before: READY, code: 4004, verdict: "stop authenticationFailed" },
	{ name: "a second Identify", before: READY, code: 4005, during: "ready", verdict: "identify 0" },
	{ name: "a session no longer valid", before: READY, code: 4006, during: "ready", verdict: "renew 0" },
	{ name: "a session no longer valid, again", before: { ...PAIRED, attempts: 1 }, code: 4006, verdict: "renew 1" },
	{ name: "a session that timed out", before: READY, code: 4009, verdict: "renew 0.5" },
	{ name: "a server that is not found", before: PAIRED, code: 4011, verdict: "renew 0.5" },
	{ name: "an unknown protocol", before: READY, code: 4012, verdict: "stop unknownProtocol" },
	{ name: "a kick, or a move", before: READY, code: 4014, during: "ready", verdict: "move disconnected" },
	{ name: "a crashed server", before: READY, code: 4015, during: "ready", verdict: "resume 0" },
	{ name: "a crashed server before Ready", before: PAIRED, code: 4015, verdict: "identify 0.5" },
	{ name: "an unknown encryption mode", before: READY, code: 4016, verdict: "stop unknownEncryptionMode" },
	{ name: "a channel that demands DAVE", before: PAIRED, code: 4017, verdict: "stop daveRequired" },
	{ name: "a bad request", before: READY, code: 4020, during: "ready", verdict: "identify 0" },
	{ name: "a second bad request", before: { ...READY, mistakes: 1 }, code: 4020, verdict: "stop protocolError" },
	{ name: "too many requests", before: READY, code: 4021, verdict: "stop rateLimited" },
	{ name: "the end of the call", before: READY, code: 4022, verdict: "move callTerminated" },
	{ name: "an unknown code", before: READY, code: 4999, verdict: "identify 0.5" },
	{
		name: "a second Identify that came to nothing",
		before: { ...PAIRED, attempts: 1, refusals: 1 },
		verdict: "renew 1",
	},
	{
		name: "a socket that did not open after an Identify that came to nothing",
		before: { ...PAIRED, attempts: 1, refusals: 1 },
		during: "connecting",
		verdict: "identify 1",
	},
	{ name: "the third resume", before: { ...READY, attempts: 2, resumes: 2 }, verdict: "resume 2" },
	{ name: "a fourth resume", before: { ...READY, attempts: 3, resumes: 3 }, verdict: "identify 4" },
	{ name: "the sixth attempt", before: { ...PAIRED, attempts: 5, resumes: 3 }, verdict: "identify 15" },
	{ name: "a seventh attempt", before: { ...PAIRED, attempts: 6, resumes: 3 }, verdict: "stop unreachable" },
	{
		name: "a seventh pair that is refused",
		before: { ...PAIRED, attempts: 6 },
		code: 4006,
		verdict: "stop unreachable",
	},
];

function tell(verdict: RecoveryVerdict): string {
	if (verdict.kind !== "retry") return `${verdict.kind} ${verdict.report.kind}`;
	const { hasCredentials, hasSession } = verdict.recovery;
	return `${hasSession ? "resume" : hasCredentials ? "identify" : "renew"} ${verdict.delay}`;
}

export = () => {
	describe("recover", () => {
		for (const { name, before, code, during = "identifying", verdict } of ROWS) {
			it(`should ${verdict} after ${name}`, () => {
				expect(tell(recover(before, { code, reason: "why", during }, 0.5, LIMITS))).to.equal(verdict);
			});
		}

		it("should count attempts, and resumes among them", () => {
			let recovery = READY;
			const seen: Array<string> = [];
			for (const _ of $range(1, 6)) {
				const result = recover(recovery, { reason: "", during: "connecting" }, 0, LIMITS);
				assert(result.kind === "retry");
				recovery = result.recovery;
				seen.push(`${recovery.attempts}/${recovery.resumes}`);
			}
			expect(seen.join(" ")).to.equal("1/1 2/2 3/3 4/3 5/3 6/3");
		});

		it("should hold neither session nor credentials during a move", () => {
			const result = recover(READY, { code: 4014, reason: "", during: "ready" }, 0, LIMITS);
			assert(result.kind === "move");
			expect(result.recovery.hasSession).to.equal(false);
			expect(result.recovery.hasCredentials).to.equal(false);
		});

		it("should give the last reason when it gives up", () => {
			const result = recover({ ...READY, attempts: 6 }, { reason: "refused", during: "connecting" }, 0, LIMITS);
			assert(result.kind === "stop");
			expect(result.report.reason).to.equal("gave up after 6 attempts; the last: refused (close code none)");
		});
	});

	describe("stabilised", () => {
		it("should forget failures, and keep what is held", () => {
			const recovery = stabilised({
				attempts: 4,
				resumes: 3,
				mistakes: 1,
				refusals: 1,
				pairings: 2,
				hasSession: true,
				hasCredentials: true,
			});
			expect(counts(recovery)).to.equal("0 0 0 0 0");
			expect(recovery.hasSession && recovery.hasCredentials).to.equal(true);
		});
	});

	describe("opened", () => {
		it("should hold a session, and reset no count", () => {
			const recovery = opened(TRIED);
			expect(recovery.hasSession).to.equal(true);
			expect(counts(recovery)).to.equal(counts(TRIED));
		});
	});

	describe("takeCredentials", () => {
		it("should hold credentials without a session, and reset no count", () => {
			const verdict = takeCredentials({ ...TRIED, hasSession: true });
			assert(verdict.kind === "retry");
			expect(verdict.delay).to.equal(0);
			expect(verdict.recovery.hasCredentials && !verdict.recovery.hasSession).to.equal(true);
			expect(counts(verdict.recovery)).to.equal("4 3 1 2 6");
		});

		it("should give up after 20 pairs without a stable session", () => {
			expect(takeCredentials({ ...PAIRED, pairings: 19 }).kind).to.equal("retry");
			const verdict = takeCredentials({ ...PAIRED, pairings: 20 });
			assert(verdict.kind === "stop");
			expect(verdict.report.kind).to.equal("unreachable");
		});
	});

	describe("withoutCredentials", () => {
		it("should hold nothing, and keep the counts", () => {
			const recovery = withoutCredentials({ ...READY, attempts: 4 });
			expect(recovery.attempts).to.equal(4);
			expect(recovery.hasSession || recovery.hasCredentials).to.equal(false);
		});
	});
};
