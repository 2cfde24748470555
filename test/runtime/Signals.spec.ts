/// <reference types="@rbxts/testez/globals" />

import { Signals } from "../../src/runtime/Signals";

function make() {
	const faults: Array<string> = [];
	const signals = new Signals((name, reason) => faults.push(`${name}: ${reason}`));
	return { faults, signals, signal: signals.create<[word: string]>("onTest") };
}

export = () => {
	describe("Signals", () => {
		it("should queue signals until every handler has the current one", () => {
			const { signals, signal } = make();
			const heard: Array<string> = [];
			signal.Connect((word) => {
				heard.push(`first ${word}`);
				if (word === "a") signals.fire(signal, "b");
			});
			signal.Connect((word) => heard.push(`second ${word}`));
			signals.fire(signal, "a");
			// Beacon calls the newest handler first. In either order, both receive "a" before either receives "b".
			expect(heard.size()).to.equal(4);
			expect(heard[0].sub(-1)).to.equal("a");
			expect(heard[1].sub(-1)).to.equal("a");
			expect(heard[2].sub(-1)).to.equal("b");
			signals.fire(signal, "c");
			expect(heard.size()).to.equal(6);
		});

		it("should report a handler that throws, with its signal", () => {
			const { signals, signal, faults } = make();
			let calls = 0;
			signal.Connect(() => error("a bug", 0));
			signal.Connect(() => (calls += 1));
			for (const word of ["a", "b"]) signals.fire(signal, word);
			expect(calls).to.equal(2);
			expect(faults.join(",")).to.equal("onTest: a bug,onTest: a bug");
		});

		it("should deliver a batch before what its handlers fire", () => {
			const { signals, signal } = make();
			const heard: Array<string> = [];
			signal.Connect((word) => {
				heard.push(word);
				if (word === "a") signals.fire(signal, "later");
			});
			signals.batch(() => {
				signals.fire(signal, "a");
				signals.run(() => heard.push("between"));
				signals.fire(signal, "b");
			});
			expect(heard.join(",")).to.equal("a,between,b,later");
		});

		it("should keep the order of a batch that a handler makes", () => {
			const { signals, signal } = make();
			const heard: Array<string> = [];
			signal.Connect((word) => {
				heard.push(word);
				if (word !== "a") return;
				signals.batch(() => signals.fire(signal, "b"));
				signals.run(() => heard.push("run"));
				signals.fire(signal, "c");
			});
			signals.fire(signal, "a");
			signals.run(() => heard.push("at once"));
			expect(heard.join(",")).to.equal("a,b,run,c,at once");
		});
	});
};
