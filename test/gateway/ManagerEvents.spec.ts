/// <reference types="@rbxts/testez/globals" />

import { ManagerEvents } from "../../src/gateway/ManagerEvents";
import { RecordingLogger } from "../support/RecordingLogger";

export = () => {
	describe("ManagerEvents", () => {
		it("should isolate handlers, and name the signal of one that throws", () => {
			const logger = new RecordingLogger();
			const events = new ManagerEvents(logger);
			let heard = 0;
			events.onResumed.Connect(() => error("mine", 0));
			events.onResumed.Connect((replayed, shardId) => (heard += replayed + shardId));
			events.onResumed.Fire(4, 1);
			expect(heard).to.equal(5);
			expect(logger.count("onResumed threw: mine")).to.equal(1);
		});
	});
};
