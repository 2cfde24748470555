/// <reference types="@rbxts/testez/globals" />

import { MessageLoop } from "../../src/runtime/MessageLoop";
import { expectNoYield } from "../support/expectNoYield";

export = () => {
	describe("MessageLoop", () => {
		const fail = (reason: unknown) => error(`unexpected fault: ${reason}`);

		it("should report a handler that errors, and continue", () => {
			const faults: Array<string> = [];
			const held: Array<thread> = [];
			const seen: Array<number> = [];
			const loop = new MessageLoop<number>(
				(message) => {
					seen.push(message);
					if (message === 1) error("first", 0);
					if (message !== 2) return;
					held.push(coroutine.running());
					coroutine.yield();
					error("second", 0);
				},
				(reason, message) => faults.push(`${reason} of ${message}`),
			);
			loop.start();
			for (const message of [1, 2, 3]) expectNoYield(() => loop.push(message));
			expect(faults.join(",")).to.equal("first of 1");
			coroutine.resume(held[0]);
			expect(faults.join(",")).to.equal("first of 1,second of 2");
			expect(coroutine.status(held[0])).to.equal("dead");
			loop.push(4);
			expect(seen.join(",")).to.equal("1,2,3,4");
		});

		it("should handle messages in order, on one thread", () => {
			const seen: Array<number> = [];
			const loop = new MessageLoop<number>((message) => seen.push(message), fail);
			loop.start();
			const thread = loop.thread;
			for (const message of [1, 2, 3]) expectNoYield(() => loop.push(message));
			expect(seen.join(",")).to.equal("1,2,3");
			expect(loop.thread).to.equal(thread);
		});

		it("should take a new thread for each handler that yields", () => {
			const held: Array<thread> = [];
			const loop = new MessageLoop<number>(() => {
				held.push(coroutine.running());
				coroutine.yield();
			}, fail);
			loop.start();
			for (const message of [1, 2, 3]) expectNoYield(() => loop.push(message));
			expect(new Set(held).size()).to.equal(3);
			expect(loop.thread).to.equal(held[2]);
			for (const thread of held) coroutine.resume(thread);
			expect(held.map((thread) => coroutine.status(thread)).join(",")).to.equal("dead,dead,suspended");
		});

		it("should lose no message when a handler closes its thread", () => {
			const seen: Array<number> = [];
			let kept: thread | undefined;
			const loop = new MessageLoop<number>((message) => {
				kept = coroutine.running();
				seen.push(message);
			}, fail);
			loop.start();
			loop.push(1);
			coroutine.close(kept as thread);
			for (const message of [2, 3]) expectNoYield(() => loop.push(message));
			expect(seen.join(",")).to.equal("1,2,3");
		});

		it("should reuse a thread whose handler has returned", () => {
			let isFirst = true;
			const loop = new MessageLoop<number>(() => {
				if (isFirst) coroutine.yield();
				isFirst = false;
			}, fail);
			loop.start();
			loop.push(1);
			const thread = loop.thread as thread;
			coroutine.resume(thread);
			loop.push(2);
			expect(loop.thread).to.equal(thread);
		});

		it("should report each new thread, and the stop", () => {
			const told: Array<thread | "none"> = [];
			const loop = new MessageLoop<number>(
				() => coroutine.yield(),
				fail,
				(thread) => told.push(thread ?? "none"),
			);
			loop.start();
			const first = loop.thread as thread;
			loop.push(1);
			loop.push(2);
			const second = loop.thread as thread;
			loop.stop();
			expect(told.size()).to.equal(3);
			expect(told[0]).to.equal(first);
			expect(told[1]).to.equal(second);
			expect(told[2]).to.equal("none");
		});

		it("should handle a message pushed by a handler", () => {
			const seen: Array<string> = [];
			const loop: MessageLoop<string> = new MessageLoop<string>((message) => {
				if (message === "outer") loop.push("inner");
				seen.push(message);
			}, fail);
			loop.start();
			loop.push("outer");
			loop.push("next");
			expect(seen.join(",")).to.equal("inner,outer,next");
		});

		it("should stop from outside and from the handler", () => {
			const seen: Array<number> = [];
			const loop = new MessageLoop<number>((message) => {
				seen.push(message);
				loop.stop();
			}, fail);
			loop.start();
			const thread = loop.thread as thread;
			loop.push(1);
			expect(coroutine.status(thread)).to.equal("dead");
			expectNoYield(() => loop.stop());
			loop.start();
			const second = loop.thread as thread;
			loop.stop();
			expect(coroutine.status(second)).to.equal("dead");
			expect(loop.thread).to.equal(undefined);
		});
	});
};
