/// <reference types="@rbxts/testez/globals" />

import { fault } from "../../support/FakeRelay";
import { makeRelay } from "../../support/openRelay";

const DRAINED = { code: 1012, reason: "relay is about to end", clean: false, by: "relay" };
const FIRST_LINK = "a_nonce-0001";

export = () => {
	describe("RelaySockets", () => {
		it("should never use a socket number twice on a link", () => {
			const { far, opened, relay, scheduler } = makeRelay();
			opened().adapter.close();
			opened();
			expect(far.carried.map((line) => line.sub(1, 3)).join(",")).to.equal("1 o,1 c,2 o");
			relay.close();
			scheduler.advance(1);
			opened();
			expect(far.carried[3].sub(1, 3)).to.equal("1 o");
		});

		it("should open the next socket on a new link while the relay drains", () => {
			const { scheduler, far, relay, open, states } = makeRelay();
			let second: ReturnType<typeof open> | undefined;
			const heard: Array<string> = [];
			relay.createSocket("wss://far.example", {
				onOpen() {
					heard.push("open");
				},
				onMessage() {},
				onClose(code, reason) {
					heard.push(`close ${code} ${reason}`);
					second = open();
				},
			});
			scheduler.advance(1);
			far.push(1, "c", DRAINED);
			scheduler.advance(1);
			expect(heard.join("|")).to.equal("open|close 1012 relay: relay is about to end");
			expect(second?.said()).to.equal("open");
			expect(far.requestCount("create")).to.equal(2);
			expect(far.requestCount("delete")).to.equal(1);
			expect(far.linkCount()).to.equal(1);
			expect(states.join(",")).to.equal("linking,linked,idle,linking,linked");
		});

		it("should make a new link when a draining relay refuses a socket", () => {
			const { scheduler, far, open, opened } = makeRelay();
			const kept = opened();
			far.opens = false;
			const { said } = open();
			scheduler.advance(0.5);
			far.push(2, "e", { code: "draining", message: "soon", ends: true, up: 2, retry_after: 1 });
			scheduler.advance(0.5);
			expect(said()).to.equal("close none relay: draining: soon");
			far.opens = true;
			expect(opened().said()).to.equal("");
			expect(far.linkCount()).to.equal(2);
			far.push(1, "t", "still here", FIRST_LINK);
			scheduler.advance(1);
			expect(kept.said()).to.equal("message still here");
			far.push(1, "c", DRAINED, FIRST_LINK);
			scheduler.advance(1);
			expect(kept.said()).to.equal("message still here|close 1012 relay: relay is about to end");
			expect(far.linkCount()).to.equal(1);
		});

		it("should end when a draining relay refuses its requests", () => {
			const { scheduler, far, opened, relay } = makeRelay();
			const { adapter, said } = opened();
			far.replies.push(fault(503, "draining", { retry_after: 5 }));
			adapter.send("x");
			scheduler.advance(1);
			expect(said()).to.equal("close none relay: draining: said the relay");
			expect(relay.state).to.equal("idle");
			opened();
			expect(far.requestCount("create")).to.equal(2);
		});

		it("should close the sockets of retired links too", () => {
			const { scheduler, far, opened, open, relay } = makeRelay();
			const kept = opened();
			open();
			scheduler.advance(0.5);
			far.push(2, "c", DRAINED);
			scheduler.advance(0.5);
			opened();
			expect(far.linkCount()).to.equal(2);
			relay.close();
			scheduler.advance(60);
			expect(kept.said()).to.equal("close none relay: closed by us");
			expect(far.linkCount()).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should isolate listeners that throw", () => {
			const { scheduler, far, relay, opened, logger } = makeRelay();
			const refuse = () => error("no", 0);
			relay.createSocket("wss://far.example", {
				onOpen() {
					refuse();
				},
				onMessage() {
					refuse();
				},
				onClose() {
					refuse();
				},
			});
			const { heard } = opened();
			for (const number of $range(1, 3)) {
				far.send(1, "x");
				far.send(2, tostring(number));
			}
			scheduler.advance(1);
			relay.close();
			expect(heard.join("|")).to.equal("message 1|message 2|message 3|close none relay: closed by us");
			expect(logger.count("listener of a socket threw: no")).to.equal(5);
		});

		it("should end a link whose only socket could not start", () => {
			const { scheduler, far, relay } = makeRelay();
			const listener = { onOpen() {}, onMessage() {}, onClose() {} };
			const url = `wss://far.example/?${string.rep("x", 70_000)}`;
			expect(() => relay.createSocket(url, listener)).to.throw("up to about 65472 bytes");
			scheduler.advance(60);
			expect(far.linkCount()).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});
	});
};
