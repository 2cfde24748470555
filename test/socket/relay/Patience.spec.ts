/// <reference types="@rbxts/testez/globals" />

import { Patience } from "../../../src/socket/relay/Patience";

/** A link that the relay has made at 0, and ends after 90 s without a poll. */
function makeLinked(): Patience {
	const patience = new Patience(0);
	patience.linked(90);
	patience.answered(0);
	return patience;
}

export = () => {
	describe("Patience", () => {
		it("should wait longer and longer, and give up before the relay does", () => {
			const patience = makeLinked();
			let now = 0;
			const waits: Array<number> = [];
			for (let wait = patience.failed(now, 1); wait !== undefined; wait = patience.failed(now, 1)) {
				waits.push(wait);
				now += wait;
			}
			expect(waits.join(",")).to.equal("1,2,4,8,16,30");
			expect(patience.passed(now)).to.equal(61);
		});

		it("should say at a good answer whether those before it were not", () => {
			const patience = makeLinked();
			expect(patience.answered(1)).to.equal(false);
			patience.failed(2, 1);
			expect(patience.answered(3)).to.equal(true);
			expect(patience.failed(4, 1)).to.equal(1);
		});

		it("should give a link up that would be gone by the named time", () => {
			expect(makeLinked().failed(0, 1, 89)).to.equal(89);
			expect(makeLinked().failed(0, 1, 90)).to.equal(undefined);
		});

		it("should wait as long as is named for a link that is not made yet", () => {
			const patience = new Patience(0);
			let now = 0;
			for (const named of [300, 45, 0]) {
				expect(patience.failed(now, 1, named)).to.equal(named);
				now += named;
			}
			expect(patience.failed(now + 23, 1)).to.equal(undefined); // 8 s more, of 30 s
		});

		it("should survive a clock that goes back, and one that jumps", () => {
			const patience = makeLinked();
			patience.answered(5000);
			expect(patience.failed(10, 1)).to.equal(1);
			expect(patience.passed(10)).to.equal(0);
			expect(patience.failed(80, 1)).to.equal(2);
			expect(patience.failed(100_000, 1)).to.equal(undefined);
		});
	});
};
