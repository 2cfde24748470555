/// <reference types="@rbxts/testez/globals" />

import { WebsocketEvents } from "../../src/gateway/WebsocketEvents";
import { RecordingLogger } from "../support/RecordingLogger";

class Shown extends WebsocketEvents {
	public resume(replayed: number): void {
		this.fire(this.onResumed, replayed);
	}
}

export = () => {
	describe("WebsocketEvents", () => {
		it("should isolate handlers that throw or yield, and name the signal", () => {
			const logger = new RecordingLogger();
			const events = new Shown(logger);
			const heard: Array<number> = [];
			events.onResumed.Connect(() => error("mine", 0));
			events.onResumed.Connect(() => coroutine.yield());
			events.onResumed.Connect((replayed) => heard.push(replayed));
			events.resume(4);
			events.resume(5);
			expect(heard.join(",")).to.equal("4,5");
			expect(logger.count("onResumed threw: mine")).to.equal(2);
		});
	});
};
