/// <reference types="@rbxts/testez/globals" />

import { createLogger, LogLevel } from "../../src/runtime/Logger";

/** Output of each level for one message per level. */
const PRINTED: ReadonlyArray<readonly [level: LogLevel, lines: string]> = [
	["debug", "print [n] d|print [n] i|warn [n] w|warn [n] error: e"],
	["info", "print [n] i|warn [n] w|warn [n] error: e"],
	["warn", "warn [n] w|warn [n] error: e"],
	["error", "warn [n] error: e"],
	["none", ""],
];

export = () => {
	describe("createLogger", () => {
		for (const [level, lines] of PRINTED) {
			it(`should print messages from level ${level}`, () => {
				const printed: Array<string> = [];
				const logger = createLogger("n", level, {
					print: (line) => printed.push(`print ${line}`),
					warn: (line) => printed.push(`warn ${line}`),
				});
				logger.debug("d");
				logger.info("i");
				logger.warn("w");
				logger.error("e");
				expect(printed.join("|")).to.equal(lines);
			});
		}
	});
};
