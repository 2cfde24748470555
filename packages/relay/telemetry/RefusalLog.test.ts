import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { REFUSALS, type RefusalCode } from "../../../src/protocol/relay/faultCode.ts";
import { Refusal } from "../link/refusal.ts";
import { createLog } from "./log.ts";
import { RefusalLog } from "./RefusalLog.ts";

function start() {
	const clock = new FakeClock();
	const lines: Array<Record<string, unknown>> = [];
	const log = createLog("info", { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
	return { clock, lines, refusals: new RefusalLog(log, clock) };
}

const WRONG = new Refusal("unauthorized", "relay token is wrong");

describe("RefusalLog", () => {
	it("should log the first of a cause at once, with the token's name", () => {
		const { lines, refusals } = start();
		refusals.note(new Refusal("rate_limited", "too many requests a minute"), "game");
		assert.equal(lines.length, 1);
		const { time: _time, ...line } = lines[0]!;
		assert.deepEqual(line, {
			level: 40,
			status: 429,
			code: "rate_limited",
			reason: "too many requests a minute",
			owner: "game",
			msg: "request refused",
		});
	});

	it("should count the rest of the minute in one line", () => {
		const { clock, lines, refusals } = start();
		for (let count = 0; count < 1000; count++) refusals.note(WRONG, "");
		assert.equal(lines.length, 1);
		clock.advance(60_000);
		assert.deepEqual(
			lines.map(({ suppressed }) => suppressed),
			[undefined, 999],
		);
		clock.advance(60_000);
		assert.equal(lines.length, 2);
		assert.equal(clock.pending, 0);
	});

	it("should distinguish causes by code, reason and token", () => {
		const { lines, refusals } = start();
		refusals.note(WRONG, "");
		refusals.note(new Refusal("unauthorized", "relay token is missing"), "");
		refusals.note(new Refusal("discord_status", "Discord answered 401"), "a");
		refusals.note(new Refusal("discord_status", "Discord answered 401"), "b");
		assert.equal(lines.length, 4);
	});

	it("should track a bounded number of causes", () => {
		const { clock, lines, refusals } = start();
		for (let count = 0; count < 10_000; count++) {
			refusals.note(new Refusal("secret_not_allowed", `secret x${count} is not for a.b`), "game");
		}
		assert.equal(lines.length, 65);
		assert.equal(lines[64]?.reason, "further causes");
		clock.advance(60_000);
		assert.equal(lines.length, 66);
		assert.equal(lines[65]?.suppressed, 10_000 - 65);
	});

	/** By hand: what an operator must see, beyond the statuses that the issue names. */
	const LOGGED: ReadonlySet<number> = new Set([401, 403, 429, 502, 504]);
	for (const code of Object.keys(REFUSALS) as Array<RefusalCode>) {
		const isLogged = LOGGED.has(REFUSALS[code].status) || code === "overloaded";
		it(`should ${isLogged ? "" : "not "}log ${code}`, () => {
			const { lines, refusals } = start();
			refusals.note(new Refusal(code, "why"), "");
			assert.equal(lines.length, isLogged ? 1 : 0);
		});
	}
});
