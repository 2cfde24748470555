import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { seededRandom } from "./gateway/random.ts";
import { ALICE, join, startServer } from "./support/fixtures.ts";
import type { ServerMessage } from "./support/TestClient.ts";
import { ACTORS, startVoiceScript } from "./voiceScript.ts";

/** Runs a script of `messageCount` messages to its end, and returns what the client got. */
async function run(context: TestContext, seed: number, messageCount: number): Promise<ReadonlyArray<ServerMessage>> {
	const { server, clock } = await startServer(context, { heartbeatInterval: 1e6 });
	const client = await join(server);
	let doneCount = 0;
	const random = seededRandom(seed);
	const onDone = () => (doneCount += 1);
	startVoiceScript({
		server,
		sessionId: ALICE.sessionId,
		interval: 100,
		messageCount,
		random,
		timers: clock,
		onDone,
	});
	for (let step = 0; step < messageCount; step++) clock.advance(100);
	assert.equal(doneCount, 0);
	clock.advance(100);
	clock.advance(1000);
	assert.equal(doneCount, 1);
	return client.settle();
}

describe("startVoiceScript", () => {
	it("should join, then send as many messages as asked for", async (context) => {
		const [first, ...rest] = await run(context, 1, 40);
		assert.deepEqual(first, { op: 11, d: { user_ids: ACTORS.map(({ userId }) => userId) }, seq: 1 });
		assert.equal(rest.length, 40);
		const speaking = rest.filter((message) => !Buffer.isBuffer(message));
		assert.ok(speaking.every((message) => (message as { op: number }).op === 5));
		const binary = rest.filter((message) => Buffer.isBuffer(message));
		assert.ok(binary.length > 0 && speaking.length > binary.length);
		assert.ok(binary.every((message) => [25, 27, 29, 30].includes(message[2]!) && message.length < 3 + 64));
	});

	it("should let each person speak and fall silent in turn", async (context) => {
		const messages = await run(context, 2, 60);
		for (const { userId, ssrc } of ACTORS) {
			const spoken = messages.flatMap((message) =>
				!Buffer.isBuffer(message) && (message.d as { user_id?: string }).user_id === userId ? [message.d] : [],
			);
			assert.ok(spoken.length > 1);
			spoken.forEach((d, index) =>
				assert.deepEqual(d, { user_id: userId, ssrc, speaking: index % 2 === 0 ? 1 : 0 }),
			);
		}
	});

	it("should do the same again with the same seed", async (context) => {
		assert.deepEqual(await run(context, 3, 20), await run(context, 3, 20));
		assert.notDeepEqual(await run(context, 3, 20), await run(context, 4, 20));
	});

	it("should only join when no message is asked for", async (context) => {
		assert.equal((await run(context, 1, 0)).length, 1);
	});

	it("should be quiet once stopped", async (context) => {
		const { server, clock } = await startServer(context);
		const client = await join(server);
		const onDone = () => assert.fail("done after a stop");
		const options = { server, sessionId: ALICE.sessionId, interval: 10, messageCount: 5, timers: clock, onDone };
		const stop = startVoiceScript({ ...options, random: seededRandom(1) });
		clock.advance(10);
		stop();
		stop();
		clock.advance(1000);
		assert.equal((await client.settle()).length, 2);
	});
});
