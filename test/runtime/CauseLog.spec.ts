/// <reference types="@rbxts/testez/globals" />

import { CauseLog } from "../../src/runtime/CauseLog";
import { RecordingLogger } from "../support/RecordingLogger";

export = () => {
	describe("CauseLog", () => {
		it("should warn once for each cause", () => {
			const logger = new RecordingLogger();
			const causes = new CauseLog(logger);
			for (const n of $range(1, 100)) causes.add(n % 2 === 0 ? "a" : "b", `line ${n}`);
			expect(logger.count("warn: ")).to.equal(2);
			expect(logger.count("debug: ")).to.equal(98);
		});

		it("should warn again once it is cleared", () => {
			const logger = new RecordingLogger();
			const causes = new CauseLog(logger);
			causes.add("a", "line");
			causes.clear();
			causes.add("a", "line");
			expect(logger.count("warn: line")).to.equal(2);
		});

		it("should warn about at most 16 causes", () => {
			const logger = new RecordingLogger();
			const causes = new CauseLog(logger);
			for (const n of $range(1, 1000)) causes.add(`cause ${n}`, "line");
			expect(logger.count("warn: ")).to.equal(16);
		});
	});
};
