/// <reference types="@rbxts/testez/globals" />

import { freshRoom, RoomEvent } from "../../src/protocol/room/roomState";
import { feedSteps } from "../../src/room/RoomFeed";
import { Signals } from "../../src/runtime/Signals";

export = () => {
	describe("feedSteps", () => {
		it("should report every step before what a handler causes", () => {
			const signals = new Signals(() => {});
			const signal = signals.create<[word: string]>("onTest");
			const heard: Array<string> = [];
			signal.Connect((word) => {
				heard.push(word);
				if (word === "first") signals.fire(signal, "caused");
			});
			const gap = (reason: string): RoomEvent => ({ kind: "gap", reason });
			const steps = [
				{ state: freshRoom("8"), events: [gap("first"), gap("second")] },
				{ state: freshRoom("9"), events: [gap("third")] },
			];
			feedSteps(signals, steps, {
				show: ({ channelId }) => heard.push(`show ${channelId}`),
				fire: (event) => {
					if (event.kind === "gap") signals.fire(signal, event.reason);
				},
			});
			expect(heard.join(",")).to.equal("show 8,first,second,show 9,third,caused");
		});
	});
};
