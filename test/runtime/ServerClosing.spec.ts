/// <reference types="@rbxts/testez/globals" />

import { ClosingStage, ServerClosing } from "../../src/runtime/ServerClosing";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";

function make() {
	const scheduler = new FakeScheduler(0);
	const logger = new RecordingLogger();
	const bound: Array<() => void> = [];
	const closing = new ServerClosing((callback) => bound.push(callback), scheduler, logger);
	const heard: Array<string> = [];
	/** A task that takes `seconds`; without them it never ends. */
	const add = (stage: ClosingStage, name: string, seconds?: number) =>
		closing.add(stage, (done) => {
			heard.push(`${name} ${scheduler.now()}`);
			if (seconds === 0) done();
			else if (seconds !== undefined) scheduler.delay(seconds, done);
		});
	/** The server closes, and waits. Returns when it may end. */
	const close = () => {
		let endedAt = -1;
		scheduler.spawn(() => {
			for (const callback of bound) callback();
			endedAt = scheduler.now();
		});
		scheduler.advance(60);
		return endedAt;
	};
	return { closing, logger, bound, heard, add, close };
}

export = () => {
	describe("ServerClosing", () => {
		it("should bind once, with the first task", () => {
			const { bound, add } = make();
			expect(bound.size()).to.equal(0);
			add("leave", "a");
			add("close", "b");
			expect(bound.size()).to.equal(1);
		});

		it("should run a stage when the previous one is done", () => {
			const { add, heard, close } = make();
			add("release", "c", 0);
			add("close", "b", 1);
			add("leave", "a1", 2);
			add("leave", "a2", 0);
			expect(close()).to.equal(3);
			expect(heard.join("|")).to.equal("a1 0|a2 0|b 2|c 3");
		});

		it("should not wait without tasks", () => {
			const { add, close } = make();
			add("close", "b", 0);
			expect(close()).to.equal(0);
		});

		it("should wait at most 12 s, and log unfinished stages", () => {
			const { add, logger, close } = make();
			for (const stage of ["leave", "close", "release"] as Array<ClosingStage>) add(stage, stage);
			expect(close()).to.equal(12);
			expect(logger.count("stage leave is not done after 4 s: 1 left")).to.equal(1);
		});

		it("should not run a removed task", () => {
			const { add, heard, close } = make();
			const remove = add("leave", "a", 0);
			remove();
			remove();
			expect(close()).to.equal(0);
			expect(heard.size()).to.equal(0);
		});

		it("should run later tasks of a session that removes them", () => {
			const { closing, add, heard, close } = make();
			const remove = add("close", "b", 0);
			closing.add("leave", (done) => {
				remove();
				done();
			});
			close();
			expect(heard.join("|")).to.equal("b 0");
		});

		it("should tolerate a task that throws, or is done twice", () => {
			const { closing, add, heard, logger, close } = make();
			closing.add("leave", () => error("a bug"));
			closing.add("leave", (done) => {
				done();
				done();
			});
			add("leave", "a", 1);
			add("close", "b", 0);
			expect(close()).to.equal(1);
			expect(heard.join("|")).to.equal("a 0|b 1");
			expect(logger.count("task of stage leave threw")).to.equal(1);
		});
	});
};
