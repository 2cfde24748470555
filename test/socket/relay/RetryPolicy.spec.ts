/// <reference types="@rbxts/testez/globals" />

import { RetryPolicy } from "../../../src/socket/relay/RetryPolicy";

/** A link that the relay has made at 0, and ends after 90 s without a poll. */
function makeLinked(): RetryPolicy {
	const retries = new RetryPolicy(0);
	retries.linked(90);
	retries.answered(0);
	return retries;
}

export = () => {
	describe("RetryPolicy", () => {
		it("should wait longer each time, and give up before the relay", () => {
			const retries = makeLinked();
			let now = 0;
			const waits: Array<number> = [];
			for (let wait = retries.failed(now, 1); wait !== undefined; wait = retries.failed(now, 1)) {
				waits.push(wait);
				now += wait;
			}
			expect(waits.join(",")).to.equal("1,2,4,8,16,30");
			expect(retries.passed(now)).to.equal(61);
		});

		it("should report whether the request before a good answer failed", () => {
			const retries = makeLinked();
			expect(retries.answered(1)).to.equal(false);
			retries.failed(2, 1);
			expect(retries.answered(3)).to.equal(true);
			expect(retries.failed(4, 1)).to.equal(1);
		});

		it("should give up if the relay ends the link before the named time", () => {
			expect(makeLinked().failed(0, 1, 89)).to.equal(89);
			expect(makeLinked().failed(0, 1, 90)).to.equal(undefined);
		});

		it("should wait the named time before a new link", () => {
			const retries = new RetryPolicy(0);
			let now = 0;
			for (const named of [300, 45, 0]) {
				expect(retries.failed(now, 1, named)).to.equal(named);
				now += named;
			}
			expect(retries.failed(now + 23, 1)).to.equal(undefined); // 8 s more, of 30 s
		});

		it("should survive a clock that goes back or jumps", () => {
			const retries = makeLinked();
			retries.answered(5000);
			expect(retries.failed(10, 1)).to.equal(1);
			expect(retries.passed(10)).to.equal(0);
			expect(retries.failed(80, 1)).to.equal(2);
			expect(retries.failed(100_000, 1)).to.equal(undefined);
		});
	});
};
