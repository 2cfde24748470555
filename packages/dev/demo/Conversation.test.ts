import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { Conversation } from "./Conversation.ts";

function begin() {
	const clock = new FakeClock();
	const start = clock.now();
	const said: Array<string> = [];
	const voices = ["a", "b"].map((name) => (milliseconds: number) => {
		said.push(`${name} at ${clock.now() - start} for ${milliseconds}`);
	});
	return { clock, said, conversation: new Conversation(voices, clock) };
}

const settled = (promise: Promise<void>): Promise<boolean> =>
	Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);

describe("Conversation", () => {
	it("should let people speak in turn", () => {
		const { clock, said, conversation } = begin();
		conversation.start();
		conversation.start();
		clock.advance(5000);
		assert.deepEqual(said, ["a at 700 for 700", "b at 2100 for 500", "a at 3300 for 900", "b at 4900 for 700"]);
	});

	it("should stop after the current turn and a pause", async () => {
		const { clock, said, conversation } = begin();
		conversation.start();
		clock.advance(800);
		const stopped = conversation.stop();
		clock.advance(1200);
		assert.equal(await settled(stopped), false);
		clock.advance(200);
		assert.equal(await settled(stopped), true);
		clock.advance(5000);
		assert.equal(said.length, 1);
	});

	it("should stop after the current pause", async () => {
		const { clock, said, conversation } = begin();
		assert.equal(await settled(conversation.stop()), true);
		conversation.start();
		const stopped = conversation.stop();
		assert.equal(await settled(stopped), false);
		clock.advance(5000);
		assert.equal(await settled(stopped), true);
		assert.deepEqual(said, []);
	});

	it("should continue after a stop", () => {
		const { clock, said, conversation } = begin();
		conversation.start();
		void conversation.stop();
		conversation.start();
		clock.advance(700);
		assert.equal(said.length, 1);
	});

	it("should be silent once abandoned", async () => {
		const { clock, said, conversation } = begin();
		conversation.start();
		clock.advance(800);
		const stopped = conversation.stop();
		conversation.abandon();
		assert.equal(await settled(stopped), true);
		clock.advance(5000);
		assert.equal(said.length, 1);
	});
});
