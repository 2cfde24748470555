import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pino } from "pino";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { MalformedLog } from "./MalformedLog.ts";

describe("MalformedLog", () => {
	it("should count all, and log one a minute with their number", () => {
		const lines: Array<unknown> = [];
		const clock = new FakeClock();
		const log = new MalformedLog(
			pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
			clock,
		);
		for (let message = 0; message < 5; message += 1) log.add("READY");
		clock.advance(60_000);
		log.add("opcode 1");
		const shown = lines.map((line) => [(line as { what: string }).what, (line as { messages: number }).messages]);
		assert.deepEqual(
			[shown, log.count],
			[
				[
					["READY", 1],
					["opcode 1", 5],
				],
				6,
			],
		);
	});
});
