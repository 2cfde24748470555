/// <reference types="@rbxts/testez/globals" />

import { logCallbackFault } from "../../src/runtime/callback";
import { IsolatedSignal } from "../../src/runtime/IsolatedSignal";
import { expectNoYield } from "../support/expectNoYield";
import { RecordingLogger } from "../support/RecordingLogger";

function make() {
	const logger = new RecordingLogger();
	const signal = new IsolatedSignal<[text: string, count?: number]>(
		(name, reason) => logCallbackFault(logger, name, reason),
		"onTest",
	);
	const heard: Array<string> = [];
	return { logger, signal, heard };
}

export = () => {
	describe("IsolatedSignal", () => {
		it("should pass every argument to every handler", () => {
			const { signal, heard } = make();
			for (const _ of $range(1, 2)) signal.Connect((text, count) => heard.push(`${text} ${count}`));
			signal.Fire("a", 1);
			signal.Fire("b");
			expect(heard.join("|")).to.equal("a 1|a 1|b nil|b nil");
		});

		it("should log a handler that throws, with the signal's name", () => {
			const { logger, signal, heard } = make();
			signal.Connect((text) => heard.push(text));
			signal.Connect(() => error("a bug"));
			signal.Connect((text) => heard.push(text));
			signal.Fire("a");
			expect(heard.join("|")).to.equal("a|a");
			expect(logger.count("onTest threw")).to.equal(1);
			expect(logger.count("a bug")).to.equal(1);
		});

		it("should not wait for a handler that yields", () => {
			const { signal, heard } = make();
			let waiting: thread | undefined;
			signal.Connect((text) => {
				waiting = coroutine.running();
				coroutine.yield();
				heard.push(text);
			});
			expectNoYield(() => signal.Fire("a"));
			expect(heard.size()).to.equal(0);
			coroutine.resume(waiting!);
			expect(heard.join("")).to.equal("a");
		});

		it("should fire once for Once, and never after Disconnect", () => {
			const { signal, heard } = make();
			signal.Once((text) => heard.push(`once ${text}`));
			const connection = signal.Connect((text) => heard.push(text));
			signal.Fire("a");
			connection.Disconnect();
			signal.Fire("b");
			expect(heard.size()).to.equal(2);
		});
	});
};
