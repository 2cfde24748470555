import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { FakeHub } from "../../relay/support/FakeHub.ts";
import { freePorts } from "../../relay/support/spawnRelay.ts";
import { startRelay, TOKEN } from "../../relay/support/startRelay.ts";
import { LinkWatcher } from "./LinkWatcher.ts";
import { until } from "./until.ts";

const KEY = { bot: "main", guild: "1", channel: "2" };

async function start(context: TestContext, loses?: () => boolean) {
	const hub = new FakeHub();
	const [port = 0] = await freePorts(1);
	const settings = { RELAY_PORT: String(port), RELAY_TOKENS: `game=${TOKEN}`, RELAY_PACE_PER_MIN: "6000" };
	const restart = () => startRelay(context, [], settings, { hub });
	const { relay, url } = await restart();
	const watcher = new LinkWatcher(url, {
		token: TOKEN,
		room: { guild: "1", channel: "2" },
		...(loses !== undefined && { loses }),
	});
	watcher.start();
	context.after(() => void watcher.stop());
	await until(
		() => "a watch",
		() => hub.active.length === 1,
	);
	hub.last.open();
	await until(
		() => "a snapshot",
		() => watcher.room.snapshots === 1,
	);
	const hasAll = (): boolean => watcher.room.roster.length === hub.room(KEY).members.length;
	return { hub, relay, restart, watcher, hasAll };
}

describe("LinkWatcher", () => {
	it("should read a room over a lossy network without a hole", async (context) => {
		let count = 0;
		const { hub, watcher, hasAll } = await start(context, () => (count += 1) % 3 === 0);
		for (let index = 0; index < 20; index += 1) {
			hub.join(KEY, String(index));
			if (index % 5 === 0) await until(() => watcher.problems.join(), hasAll);
		}
		await until(() => watcher.problems.join(), hasAll);
		assert.deepEqual([watcher.room.faults, watcher.problems, watcher.opens], [[], [], 1]);
		assert.deepEqual([watcher.room.snapshots, watcher.room.deltas], [1, 20]);
	});

	it("should continue at its cursor after the relay was away", async (context) => {
		const { hub, relay, restart, watcher, hasAll } = await start(context);
		hub.join(KEY, "1");
		await until(() => watcher.problems.join(), hasAll);
		await relay.close();
		hub.join(KEY, "2");
		await restart();
		await until(
			() => watcher.problems.join(),
			() => hub.active.length === 1,
		);
		hub.last.open();
		await until(() => watcher.problems.join(), hasAll);
		assert.deepEqual([watcher.opens, watcher.room.snapshots, watcher.room.deltas], [2, 1, 2]);
	});

	it("should report the end of a watch", async (context) => {
		const { hub, watcher } = await start(context);
		hub.last.end("channel_unknown", "the channel is gone");
		await until(
			() => watcher.problems.join(),
			() => watcher.problems.length > 0,
		);
		assert.match(watcher.problems[0]!, /^c .*channel_unknown/);
	});
});
