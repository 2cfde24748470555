/// <reference types="@rbxts/testez/globals" />

import { IsolatedLogger, logCallbackFault, runCallback } from "../../src/runtime/callback";
import { expectNoYield } from "../support/expectNoYield";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";

export = () => {
	describe("runCallback", () => {
		it("should call with the arguments, at once", () => {
			const logger = new RecordingLogger();
			let heard = "";
			runCallback(new FakeScheduler(), logger, "name", (a: number, b?: string) => (heard = `${a} ${b}`), 1, "x");
			expect(heard).to.equal("1 x");
			runCallback(new FakeScheduler(), logger, "name", undefined);
			expect(logger.lines.size()).to.equal(0);
		});

		it("should log a throw with the name, also after a yield", () => {
			const scheduler = new FakeScheduler();
			const logger = new RecordingLogger();
			runCallback(scheduler, logger, "onThis", () => error("now", 0));
			expectNoYield(() =>
				runCallback(scheduler, logger, "onThat", () => {
					scheduler.wait(1);
					error("later", 0);
				}),
			);
			expect(logger.lines.join("|")).to.equal("error: onThis threw: now");
			scheduler.advance(1);
			expect(logger.lines[1]).to.equal("error: onThat threw: later");
		});
	});

	describe("logCallbackFault", () => {
		it("should log the callback and any reason", () => {
			const logger = new RecordingLogger();
			logCallbackFault(logger, "onMessage", "why");
			logCallbackFault(logger, "onMessage", undefined);
			expect(logger.lines.join("|")).to.equal("error: onMessage threw: why|error: onMessage threw: nil");
		});
	});

	describe("IsolatedLogger", () => {
		it("should pass on all four levels", () => {
			const logger = new RecordingLogger();
			const isolated = new IsolatedLogger(new FakeScheduler(), logger);
			isolated.debug("a");
			isolated.info("b");
			isolated.warn("c");
			isolated.error("d");
			expect(logger.lines.join("|")).to.equal("debug: a|info: b|warn: c|error: d");
		});

		it("should isolate a logger that throws or yields", () => {
			const logger = new RecordingLogger();
			const scheduler = new FakeScheduler();
			logger.debug = () => error("no");
			logger.warn = () => scheduler.wait(1);
			const isolated = new IsolatedLogger(scheduler, logger);
			expectNoYield(() => isolated.debug("a"));
			expectNoYield(() => isolated.warn("a"));
		});
	});
};
