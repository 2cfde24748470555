/// <reference types="@rbxts/testez/globals" />

import { WebsocketStatus } from "../../../src/protocol/gateway/connectionState";
import {
	DEFAULT_GATEWAY_LIMITS,
	FRESH_RECOVERY,
	identified,
	Loss,
	opened,
	Recovery,
	recover,
	stabilised,
} from "../../../src/protocol/gateway/recovery";

const { Connecting, Identifying, Ready, Resuming } = WebsocketStatus;
const LOSS: Loss = { cause: "lost", reason: "gone", during: Ready };
const OPEN = opened(FRESH_RECOVERY);

/** Written by hand: recovery, loss, whether it resumes, whether at the resume URL, and the delay in seconds. */
const RETRIES: ReadonlyArray<
	readonly [name: string, recovery: Recovery, loss: Partial<Loss>, resumes: boolean, url: boolean, delay: number]
> = [
	["a lost link", OPEN, {}, true, true, 0],
	["a lost link, the second in a row", { ...OPEN, attempts: 1 }, {}, true, true, 1],
	["a lost link, the eighth in a row", { ...OPEN, attempts: 7 }, {}, true, true, 30],
	["a lost link without a session", FRESH_RECOVERY, { during: Connecting }, false, false, 0.5],
	["a resume URL that does not open", OPEN, { during: Connecting }, true, false, 0.5],
	["Reconnect", OPEN, { cause: "reconnect" }, true, true, 0],
	["Reconnect before Hello", OPEN, { cause: "reconnect", during: WebsocketStatus.Greeting }, true, true, 0],
	["Invalid Session that may be resumed", OPEN, { cause: "invalidatedResumable" }, true, true, 3],
	["Invalid Session", OPEN, { cause: "invalidated" }, false, false, 3],
	["Invalid Session, the fifth in a row", { ...OPEN, attempts: 4 }, { cause: "invalidated" }, false, false, 8],
	["4000", OPEN, { code: 4000 }, true, true, 0],
	["4003", OPEN, { code: 4003 }, false, false, 0],
	["4007", OPEN, { code: 4007, during: Resuming }, false, false, 0.5],
	["4009", OPEN, { code: 4009 }, false, false, 0],
	["1009", OPEN, { code: 1009 }, true, true, 0],
	["1009 again, while resuming", { ...OPEN, resumes: 1 }, { code: 1009, during: Resuming }, true, true, 0.5],
	["a second Resume that came to nothing", { ...OPEN, resumes: 1 }, { during: Resuming }, true, true, 0.5],
	["a third Resume that came to nothing", { ...OPEN, resumes: 2 }, { during: Resuming }, false, false, 0.5],
	["a lost link after eleven Identifies, with a session", { ...OPEN, identifies: 11 }, {}, true, true, 0],
	[
		"the tenth Identify that came to nothing",
		{ ...FRESH_RECOVERY, identifies: 10 },
		{ during: Identifying },
		false,
		false,
		0.5,
	],
	["ten attempts that did not open", { ...OPEN, attempts: 9 }, { during: Connecting }, true, false, 30],
];

const SPENT: Recovery = { ...FRESH_RECOVERY, identifies: 11 };
const SPENT_OPEN = opened(SPENT);

/** Written by hand: recovery, loss, and the kind and close code of the end. */
const STOPS: ReadonlyArray<readonly [name: string, recovery: Recovery, loss: Partial<Loss>, end: string]> = [
	["4004", OPEN, { code: 4004 }, "closed 4004"],
	["4010", OPEN, { code: 4010 }, "closed 4010"],
	["4014", OPEN, { code: 4014 }, "closed 4014"],
	[
		"1009 for the third time, while resuming",
		{ ...OPEN, resumes: 2 },
		{ code: 1009, during: Resuming },
		"closed 1009",
	],
	["1009 for the third time, after RESUMED", { ...OPEN, resumes: 2 }, { code: 1009 }, "closed 1009"],
	[
		"a Resume refused after 1009",
		{ ...OPEN, tooLarge: "why" },
		{ cause: "invalidated", during: Resuming },
		"closed 1009",
	],
	["1009 without a session", FRESH_RECOVERY, { code: 1009, during: Identifying }, "closed 1009"],
	["the eleventh Identify that came to nothing", SPENT, { during: Identifying }, "refused none"],
	["the eleventh Identify, closed with 4009 after READY", SPENT_OPEN, { code: 4009 }, "refused 4009"],
	["the eleventh Identify, called invalid after READY", SPENT_OPEN, { cause: "invalidated" }, "refused none"],
	[
		"a Resume refused after the eleventh, with the code before",
		{ ...SPENT_OPEN, lastCode: 4002 },
		{ cause: "invalidated", during: Resuming },
		"refused 4002",
	],
	["the third Resume of the eleventh", { ...SPENT_OPEN, resumes: 2 }, { during: Resuming }, "refused none"],
];

export = () => {
	describe("recover", () => {
		for (const [name, recovery, loss, resumes, url, delay] of RETRIES) {
			it(`should ${resumes ? "resume" : "identify"} after ${name}, in ${delay} s`, () => {
				const verdict = recover(recovery, { ...LOSS, ...loss }, 0.5, DEFAULT_GATEWAY_LIMITS);
				assert(verdict.kind === "retry", name);
				expect(verdict.recovery.hasSession).to.equal(resumes);
				expect(verdict.recovery.hasResumeUrl).to.equal(url);
				expect(verdict.delay).to.equal(delay);
				expect(verdict.recovery.attempts).to.equal(recovery.attempts + 1);
			});
		}

		for (const [name, recovery, loss, expected] of STOPS) {
			it(`should stop after ${name}`, () => {
				const verdict = recover(recovery, { ...LOSS, ...loss }, 0.5, DEFAULT_GATEWAY_LIMITS);
				assert(verdict.kind === "stop", name);
				expect(`${verdict.fault.kind} ${verdict.fault.code ?? "none"}`).to.equal(expected);
			});
		}

		it("should end with the reason of 1009, whatever ends the last Resume", () => {
			const reason = "relay: message above RELAY_MAX_RECORD";
			const first = recover(OPEN, { ...LOSS, code: 1009, reason }, 0.5, DEFAULT_GATEWAY_LIMITS);
			assert(first.kind === "retry");
			const loss: Loss = { cause: "invalidated", reason: "invalid", during: Resuming };
			const second = recover(first.recovery, loss, 0.5, DEFAULT_GATEWAY_LIMITS);
			expect(second.kind === "stop" && tostring(second.fault)).to.equal(
				`a message is too large for the relay or proxy of this socket: ${reason} (close code 1009)`,
			);
		});

		it("should give up after the last attempt", () => {
			const limits = { ...DEFAULT_GATEWAY_LIMITS, maxAttempts: 2 };
			expect(recover({ ...OPEN, attempts: 1 }, LOSS, 0.5, limits).kind).to.equal("retry");
			const verdict = recover({ ...OPEN, attempts: 2 }, LOSS, 0.5, limits);
			expect(verdict.kind === "stop" && tostring(verdict.fault)).to.equal(
				"gave up after 2 attempts; the last: gone",
			);
		});
	});

	/** Written by hand: event, and attempts, resumes, identifies and last code after it. */
	const COUNTERS: ReadonlyArray<readonly [name: string, after: (recovery: Recovery) => Recovery, left: string]> = [
		["READY or RESUMED", opened, "3 2 4 4002"],
		["Identify", identified, "3 0 5 4002"],
		["a stable session", stabilised, "0 0 0 none"],
	];

	describe("counters", () => {
		for (const [name, after, left] of COUNTERS) {
			it(`should be ${left} after ${name}`, () => {
				const { attempts, resumes, identifies, lastCode } = after({
					...OPEN,
					attempts: 3,
					resumes: 2,
					identifies: 4,
					lastCode: 4002,
				});
				expect(`${attempts} ${resumes} ${identifies} ${lastCode ?? "none"}`).to.equal(left);
			});
		}

		it("should count a loss, and a failed Resume", () => {
			const verdict = recover(OPEN, { ...LOSS, during: Resuming, code: 4000 }, 0.5, DEFAULT_GATEWAY_LIMITS);
			assert(verdict.kind === "retry");
			const { attempts, resumes, identifies, lastCode } = verdict.recovery;
			expect(`${attempts} ${resumes} ${identifies} ${lastCode}`).to.equal("1 1 0 4000");
		});
	});

	describe("what is held", () => {
		it("should be a session and its URL after READY", () => {
			const { hasSession, hasResumeUrl } = opened(FRESH_RECOVERY);
			expect(hasSession && hasResumeUrl).to.equal(true);
		});

		it("should be nothing after Identify", () => {
			const { hasSession, hasResumeUrl } = identified(OPEN);
			expect(hasSession || hasResumeUrl).to.equal(false);
		});

		it("should not change after a stable session", () => {
			expect(stabilised(OPEN).hasSession && stabilised(OPEN).hasResumeUrl).to.equal(true);
			expect(stabilised(FRESH_RECOVERY).hasSession).to.equal(false);
		});
	});
};
