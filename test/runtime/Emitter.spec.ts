/// <reference types="@rbxts/testez/globals" />

import { Emitter } from "../../src/runtime/Emitter";
import { expectNoYield } from "../support/expectNoYield";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";

interface Events {
	said: [word: string, count?: number];
	over: [];
}

function make() {
	const scheduler = new FakeScheduler();
	const logger = new RecordingLogger();
	const emitter = new Emitter<Events>(["said", "over"], logger);
	const heard: Array<string> = [];
	const hear = (name: string) => (word?: string, count?: number) => heard.push(`${name} ${word} ${count}`);
	return { scheduler, logger, emitter, heard, hear };
}

export = () => {
	describe("Emitter", () => {
		it("should call listeners in order, and return whether there was one", () => {
			const { emitter, heard, hear } = make();
			expect(emitter.emit("said", "unheard")).to.equal(false);
			emitter.on("said", hear("a")).on("said", hear("b")).on("over", hear("c"));
			expect(emitter.emit("said", "x", 1)).to.equal(true);
			expect(emitter.emit("over")).to.equal(true);
			expect(heard.join("|")).to.equal("a x 1|b x 1|c nil nil");
		});

		it("should call a once listener once, even if it emits again", () => {
			const { emitter, heard, hear } = make();
			emitter.once("said", (word) => {
				heard.push(word);
				emitter.emit("said", "again");
			});
			emitter.on("said", hear("b"));
			emitter.emit("said", "x");
			expect(heard.join("|")).to.equal("x|b again nil|b x nil");
		});

		it("should remove the newest of equal listeners", () => {
			const { emitter, heard, hear } = make();
			const twice = hear("a");
			emitter.on("said", twice).on("said", hear("b")).on("said", twice);
			emitter.off("said", twice).off("over", twice);
			emitter.emit("said", "x");
			expect(heard.join("|")).to.equal("a x nil|b x nil");
			emitter.off("said", twice).off("said", twice);
			emitter.emit("said", "y");
			expect(heard[2]).to.equal("b y nil");
			expect(heard.size()).to.equal(3);
		});

		it("should skip listeners removed or added during emit", () => {
			const { emitter, heard, hear } = make();
			const removed = hear("removed");
			emitter.on("said", () => emitter.off("said", removed).on("said", hear("late")));
			emitter.on("said", removed);
			emitter.emit("said", "x");
			expect(heard.size()).to.equal(0);
		});

		it("should call listeners on one thread until one yields", () => {
			const { emitter, scheduler } = make();
			const threads: Array<thread> = [];
			let isSlow = false;
			emitter.on("said", () => {
				threads.push(coroutine.running());
				if (isSlow) scheduler.wait(1);
			});
			emitter.emit("said", "x");
			isSlow = true;
			emitter.emit("said", "y");
			emitter.emit("said", "z");
			expect(threads[1]).to.equal(threads[0]);
			expect(threads[2]).never.to.equal(threads[1]);
			scheduler.advance(1);
			expect(coroutine.status(threads[1])).to.equal("dead");
		});

		it("should isolate listeners from each other", () => {
			const { emitter, heard, hear, scheduler, logger } = make();
			emitter.on("said", () => error("no", 0));
			emitter.on("said", () => {
				scheduler.wait(1);
				heard.push("slow");
			});
			emitter.on("said", hear("c"));
			expectNoYield(() => emitter.emit("said", "x"));
			expect(heard.join("|")).to.equal("c x nil");
			scheduler.advance(1);
			expect(heard[1]).to.equal("slow");
			expect(logger.lines.join("|")).to.equal("error: listener of said threw: no");
		});

		it("should throw on unknown events and invalid listeners", () => {
			const { emitter, hear } = make();
			for (const call of [
				() => emitter.on("sad" as "said", hear("a")),
				() => emitter.once("sad" as "said", hear("a")),
				() => emitter.off("sad" as "said", hear("a")),
				() => emitter.emit("sad" as "said", "x"),
			]) {
				expect(call).to.throw("there is no event sad, only over, said");
			}
			expect(() => emitter.on("said", 5 as never)).to.throw("got number");
		});
	});
};
