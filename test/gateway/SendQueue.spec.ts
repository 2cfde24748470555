/// <reference types="@rbxts/testez/globals" />

import { SchedulerLoop } from "../../src/gateway/SchedulerLoop";
import { SendQueue } from "../../src/gateway/SendQueue";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";

/** A queue whose session and rate limit the test sets. */
function make(limit?: number) {
	const scheduler = new FakeScheduler();
	const log = new RecordingLogger();
	const network = { isOpen: true, free: math.huge, fault: undefined as string | undefined };
	const sent: Array<string> = [];
	const loops: Array<string> = [];
	const queue = new SendQueue({
		...{ scheduler, log, limit },
		isOpen: () => network.isOpen,
		untilFree: () => (network.free > 0 ? 0 : 1),
		transmit: (message) => {
			if (network.fault !== undefined) return network.fault;
			network.free -= 1;
			sent.push(message as string);
			return undefined;
		},
		onLoopChanged: (loop) =>
			loops.push(loop === undefined ? "left" : loop === SchedulerLoop.of(scheduler) ? "joined" : "other"),
	});
	return { scheduler, log, network, sent, loops, queue };
}

export = () => {
	describe("SendQueue", () => {
		it("should send at once while the session is open", () => {
			const { queue, sent, scheduler } = make();
			queue.add({ message: "a" });
			expect(sent.join(",")).to.equal("a");
			expect(queue.messages.size()).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should keep messages in order until the session is open", () => {
			const { queue, sent, network } = make();
			network.isOpen = false;
			queue.add({ message: "a" });
			queue.add({ message: "b" });
			expect(queue.messages.size()).to.equal(2);
			network.isOpen = true;
			queue.flush();
			expect(sent.join(",")).to.equal("a,b");
		});

		it("should continue in the shared loop when the rate limit allows", () => {
			const { queue, sent, network, scheduler, loops } = make();
			network.free = 1;
			queue.add({ message: "a" });
			queue.add({ message: "b" });
			expect(sent.join(",")).to.equal("a");
			expect(loops.join(",")).to.equal("joined");
			network.free = 1;
			scheduler.advance(0.06);
			expect(sent.join(",")).to.equal("a,b");
			expect(scheduler.sleeperCount()).to.equal(0);
			expect(loops.join(",")).to.equal("joined,left");
		});

		it("should keep a message that the network refuses", () => {
			const { queue, network, sent } = make();
			network.fault = "broken pipe";
			queue.add({ message: "a" });
			expect(queue.messages.size()).to.equal(1);
			network.fault = undefined;
			queue.flush();
			expect(sent.join(",")).to.equal("a");
		});

		it("should report each outcome once", () => {
			const { queue, network, log } = make();
			const outcomes: Array<string> = [];
			queue.add({ message: "a", onSettled: (fault) => outcomes.push(fault ?? "sent") });
			network.isOpen = false;
			queue.add({ message: "b", onSettled: (fault) => outcomes.push(fault ?? "sent") });
			queue.discard("closed");
			queue.discard("closed");
			expect(outcomes.join(",")).to.equal("sent,closed");
			expect(log.count("1 messages were not sent: closed")).to.equal(1);
			expect(queue.messages.size()).to.equal(0);
		});

		it("should refuse a message above its limit", () => {
			const { queue, network } = make(1);
			network.isOpen = false;
			queue.add({ message: "a" });
			expect(() => queue.add({ message: "b" })).to.throw("at most 1 messages may wait to be sent");
		});
	});
};
