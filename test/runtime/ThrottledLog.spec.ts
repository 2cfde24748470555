/// <reference types="@rbxts/testez/globals" />

import { ThrottledLog } from "../../src/runtime/ThrottledLog";
import { RecordingLogger } from "../support/RecordingLogger";

export = () => {
	describe("ThrottledLog", () => {
		it("should log the first sixteen and each doubling", () => {
			const logger = new RecordingLogger();
			const faults = new ThrottledLog(logger, "skipped");
			for (const index of $range(1, 1000)) faults.add(`fault ${index}`);
			expect(faults.count).to.equal(1000);
			expect(logger.lines.size()).to.equal(16 + 5);
			expect(logger.lines[0]).to.equal("warn: skipped (1 so far): fault 1");
			expect(logger.lines.filter((_line, index) => index >= 16).join(";")).to.equal(
				[32, 64, 128, 256, 512].map((count) => `warn: skipped (${count} so far): fault ${count}`).join(";"),
			);
		});
	});
};
