/// <reference types="@rbxts/testez/globals" />

import { WebsocketStatus } from "../../../src/protocol/gateway/connectionState";
import {
	DEFAULT_GATEWAY_LIMITS,
	FRESH_RECOVERY,
	Loss,
	opened,
	Recovery,
	recover,
	stabilised,
} from "../../../src/protocol/gateway/recovery";

const { Connecting, Identifying, Ready, Resuming } = WebsocketStatus;
const LOSS: Loss = { cause: "lost", reason: "gone", during: Ready };
const OPEN = opened(FRESH_RECOVERY);

/** By hand: what was, what ended it, whether it resumes, whether at the resume URL, and after how many seconds. */
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
	["a second Resume that came to nothing", { ...OPEN, resumes: 1 }, { during: Resuming }, true, true, 0.5],
	["a third Resume that came to nothing", { ...OPEN, resumes: 2 }, { during: Resuming }, false, false, 0.5],
	["ten attempts that did not open", { ...OPEN, attempts: 9 }, { during: Connecting }, true, false, 30],
];

/** By hand: what was, what ended it, and the kind of its end. */
const STOPS: ReadonlyArray<readonly [name: string, recovery: Recovery, loss: Partial<Loss>, kind: string]> = [
	["4004", OPEN, { code: 4004 }, "closed"],
	["4010", OPEN, { code: 4010 }, "closed"],
	["4014", OPEN, { code: 4014 }, "closed"],
	[
		"the eleventh Identify that came to nothing",
		{ ...FRESH_RECOVERY, refusals: 10 },
		{ during: Identifying },
		"refused",
	],
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

		for (const [name, recovery, loss, kind] of STOPS) {
			it(`should stop after ${name}`, () => {
				const verdict = recover(recovery, { ...LOSS, ...loss }, 0.5, DEFAULT_GATEWAY_LIMITS);
				expect(verdict.kind === "stop" && verdict.fault.kind).to.equal(kind);
			});
		}

		it("should give up after the last attempt that its limits allow", () => {
			const limits = { ...DEFAULT_GATEWAY_LIMITS, maxAttempts: 2 };
			expect(recover({ ...OPEN, attempts: 1 }, LOSS, 0.5, limits).kind).to.equal("retry");
			const verdict = recover({ ...OPEN, attempts: 2 }, LOSS, 0.5, limits);
			expect(verdict.kind === "stop" && tostring(verdict.fault)).to.equal(
				"gave up after 2 attempts; the last: gone",
			);
		});
	});

	describe("opened", () => {
		it("should forget Identifies that came to nothing, but not the attempts", () => {
			const held = opened({ ...FRESH_RECOVERY, attempts: 3, refusals: 4 });
			expect(held.refusals).to.equal(0);
			expect(held.attempts).to.equal(3);
			expect(held.hasSession && held.hasResumeUrl).to.equal(true);
		});
	});

	describe("stabilised", () => {
		it("should forget every failure, and keep the session", () => {
			const held = stabilised({ ...OPEN, attempts: 3, resumes: 2, refusals: 1 });
			expect(held.attempts + held.resumes + held.refusals).to.equal(0);
			expect(held.hasSession).to.equal(true);
		});
	});
};
