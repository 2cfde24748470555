/// <reference types="@rbxts/testez/globals" />

import { RecordReader } from "../../../src/protocol/relay/answer";
import { DownRecord } from "../../../src/protocol/relay/record";
import { Inbox } from "../../../src/socket/relay/Inbox";
import { FakeScheduler } from "../../support/FakeScheduler";

/** Reads the records from `first` to `last`, and throws after them if `isMalformed`. */
function reader(first: number, last: number, isMalformed = false): RecordReader {
	let at = first;
	return (limit) => {
		const records: Array<DownRecord> = [];
		while (at <= last && records.size() < limit) {
			records.push({ number: at, socket: 1, type: "t", data: "x" });
			at += 1;
		}
		if (isMalformed && records.isEmpty()) error("malformed", 0);
		return records;
	};
}

/** @param cost Seconds that a batch of records takes. */
function make(cost = 0) {
	const scheduler = new FakeScheduler();
	const numbers: Array<number> = [];
	const done: Array<string> = [];
	let frames = 0;
	let limit = math.huge;
	let now = 0;
	const inbox = new Inbox({
		now: () => now,
		nextFrame: (callback) => {
			frames += 1;
			scheduler.delay(1 / 60, callback);
		},
		deliver: (records) => {
			now += cost;
			for (const { number } of records) {
				if (numbers.size() >= limit) return false;
				numbers.push(number);
			}
			return numbers.size() < limit;
		},
	});
	const take = (name: string, read: RecordReader) => inbox.take(read, (isWhole) => done.push(`${name} ${isWhole}`));
	return {
		scheduler,
		numbers,
		done,
		take,
		frames: () => frames,
		setLimit: (count: number) => (limit = count),
		setClock: (reading: number) => (now = reading),
	};
}

export = () => {
	describe("Inbox", () => {
		it("should process a small answer at once", () => {
			const { numbers, done, take, frames } = make();
			take("a", reader(1, 1000));
			expect(numbers.size()).to.equal(1000);
			expect(done.join("|")).to.equal("a true");
			expect(frames()).to.equal(0);
		});

		it("should process a million records in slices, in order", () => {
			const { scheduler, numbers, done, take, frames } = make();
			take("a", reader(1, 1_000_000));
			expect(numbers.size()).to.equal(4096);
			expect(done.size()).to.equal(0);
			scheduler.advance(60);
			expect(numbers.size()).to.equal(1_000_000);
			expect(numbers.every((number, index) => number === index + 1)).to.equal(true);
			expect(frames()).to.equal(244);
			expect(done.join("|")).to.equal("a true");
		});

		it("should end a slice after eight milliseconds", () => {
			const { scheduler, numbers, take } = make(0.005);
			take("a", reader(1, 1000));
			expect(numbers.size()).to.equal(128);
			scheduler.advance(1 / 60);
			expect(numbers.size()).to.equal(256);
		});

		it("should process a later answer after the current one", () => {
			const { scheduler, numbers, done, take } = make();
			take("a", reader(1, 5000));
			take("b", reader(5001, 5010));
			expect(numbers.size()).to.equal(4096);
			scheduler.advance(1);
			expect(numbers.every((number, index) => number === index + 1)).to.equal(true);
			expect(done.join("|")).to.equal("a true|b true");
		});

		it("should process the records before a malformed one, and go on", () => {
			const { numbers, done, take } = make();
			take("a", reader(1, 100, true));
			take("b", reader(101, 110));
			expect(numbers.size()).to.equal(110);
			expect(done.join("|")).to.equal("a false|b true");
		});

		it("should stop when no more records are wanted", () => {
			const { scheduler, numbers, done, take, setLimit } = make();
			setLimit(5000);
			take("a", reader(1, 20_000));
			take("b", reader(20_001, 20_010));
			scheduler.advance(10);
			take("c", reader(1, 10));
			expect(numbers.size()).to.equal(5000);
			expect(done.size()).to.equal(0);
		});

		it("should survive a clock that goes back or stands still", () => {
			const { scheduler, numbers, take, setClock } = make();
			take("a", reader(1, 10_000));
			setClock(-3600);
			scheduler.advance(1);
			setClock(0 / 0);
			take("b", reader(10_001, 20_000));
			scheduler.advance(1);
			expect(numbers.size()).to.equal(20_000);
		});
	});
};
