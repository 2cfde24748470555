/// <reference types="@rbxts/testez/globals" />

import { SendWindow } from "../../../src/protocol/gateway/sendWindow";
import { seededRandom } from "../../support/seededRandom";

/** Sends until the window is full. Returns the number of messages. */
function fill(window: SendWindow, now: number): number {
	let sent = 0;
	while (window.untilFree(now) === 0) {
		window.record(now);
		sent += 1;
	}
	return sent;
}

export = () => {
	describe("SendWindow", () => {
		/** Written by hand: seconds between beats, and the messages left to commands: 120 - ceil(60 / interval) - 2. */
		for (const [interval, share] of [
			[41.25, 116],
			[45, 116],
			[10, 112],
			[1, 60],
			[0.1, 60],
		] as const) {
			it(`should leave ${share} messages beside beats every ${interval} s`, () => {
				const window = new SendWindow();
				window.reserve(interval);
				expect(fill(window, 5)).to.equal(share);
			});
		}

		it("should return the time until the next message", () => {
			const window = new SendWindow();
			window.reserve(45);
			window.record(0);
			window.record(10);
			for (const _ of $range(1, 114)) window.record(20);
			expect(window.untilFree(30)).to.equal(30);
			expect(window.untilFree(60)).to.equal(0);
			window.record(60);
			expect(window.untilFree(60)).to.equal(10);
		});

		/** Written by hand: seconds between beats, and the messages up to which an answer may be sent: 120 - beats - 1. */
		for (const [interval, answers] of [
			[41.25, 117],
			[10, 113],
			[1, 59],
			[0.1, 59],
		] as const) {
			it(`should let an answer go up to ${answers} messages beside beats every ${interval} s`, () => {
				const window = new SendWindow();
				window.reserve(interval);
				for (const _ of $range(1, answers)) {
					expect(window.untilAnswer(5)).to.equal(0);
					window.record(5);
				}
				expect(window.untilAnswer(15)).to.equal(50);
				expect(window.untilAnswer(65)).to.equal(0);
			});
		}

		it("should forget every message for a new socket", () => {
			const window = new SendWindow();
			fill(window, 0);
			window.clear();
			expect(window.untilFree(0)).to.equal(0);
		});

		it("should never allow more than 120 in any 60 s, beats included", () => {
			const random = seededRandom(3);
			const window = new SendWindow();
			const interval = 10;
			window.reserve(interval);
			const sentAt: Array<number> = [];
			let now = 0;
			let beatAt = interval;
			while (now < 600) {
				now += random(100) / 200;
				while (beatAt <= now) {
					window.record(beatAt);
					sentAt.push(beatAt);
					beatAt += interval;
				}
				if (window.untilFree(now) > 0) continue;
				window.record(now);
				sentAt.push(now);
			}
			expect(sentAt.size() > 1000).to.equal(true);
			for (const index of $range(120, sentAt.size() - 1)) {
				expect(sentAt[index] - sentAt[index - 120] >= 60).to.equal(true);
			}
		});
	});
};
