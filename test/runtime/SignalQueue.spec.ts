/// <reference types="@rbxts/testez/globals" />

import { IsolatedSignal } from "../../src/runtime/IsolatedSignal";
import { SignalQueue } from "../../src/runtime/SignalQueue";
import { RecordingLogger } from "../support/RecordingLogger";

export = () => {
	describe("SignalQueue", () => {
		it("should tell what a handler sets off after all have heard of what set it off", () => {
			const queue = new SignalQueue();
			const signal = new IsolatedSignal<[word: string]>(new RecordingLogger(), "signal");
			const heard: Array<string> = [];
			signal.Connect((word) => {
				heard.push(`first ${word}`);
				if (word === "a") queue.fire(signal, "b");
			});
			signal.Connect((word) => heard.push(`second ${word}`));
			queue.fire(signal, "a");
			// Beacon calls the newest handler first; whichever it is, both hear "a" before either hears "b".
			expect(heard.size()).to.equal(4);
			expect(heard[0].sub(-1)).to.equal("a");
			expect(heard[1].sub(-1)).to.equal("a");
			expect(heard[2].sub(-1)).to.equal("b");
			queue.fire(signal, "c");
			expect(heard.size()).to.equal(6);
		});
	});
};
