import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seededRandom } from "../../shared/random.ts";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { Chatter } from "./Chatter.ts";

function begin(hasBinary: boolean) {
	const clock = new FakeClock();
	const sent: Array<string> = [];
	const server = {
		sendToSession: (id: string, op: number) => sent.push(`${id} ${op}`),
		sendBinaryToSession: (id: string, op: number) => sent.push(`${id} binary ${op}`),
	};
	const options = { server, sessionId: "s", hasBinary, random: seededRandom(1), timers: clock };
	return { clock, sent, chatter: new Chatter(options) };
}

describe("Chatter", () => {
	it("should send JSON and binary messages at its interval", () => {
		const { clock, sent } = begin(true);
		clock.advance(280 * 40);
		assert.equal(sent.length, 40);
		assert.deepEqual(new Set(sent), new Set(["s 20", "s binary 27"]));
	});

	it("should send no binary messages in a DAVE channel", () => {
		const { clock, sent } = begin(false);
		clock.advance(280 * 20);
		assert.deepEqual(new Set(sent), new Set(["s 20"]));
	});

	it("should send immediately on demand, and stop", () => {
		const { clock, sent, chatter } = begin(false);
		chatter.send();
		assert.equal(sent.length, 1);
		chatter.stop();
		chatter.stop();
		clock.advance(5000);
		assert.equal(sent.length, 1);
	});
});
