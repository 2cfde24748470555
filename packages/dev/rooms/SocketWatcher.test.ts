import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { FakeHub } from "../../relay/support/FakeHub.ts";
import { freePorts } from "../../relay/support/spawnRelay.ts";
import { startRelay, TOKEN } from "../../relay/support/startRelay.ts";
import { SocketWatcher } from "./SocketWatcher.ts";
import { until } from "./until.ts";

const KEY = { bot: "main", guild: "1", channel: "2" };

async function start(context: TestContext) {
	const hub = new FakeHub();
	const [port = 0] = await freePorts(1);
	const settings = { RELAY_PORT: String(port), RELAY_TOKENS: `game=${TOKEN}` };
	const restart = () => startRelay(context, [], settings, { hub });
	const { relay, url } = await restart();
	const watcher = new SocketWatcher(url, { token: TOKEN, room: { guild: "1", channel: "2" } });
	watcher.start();
	context.after(() => watcher.stop());
	const told = (): string => watcher.problems.join();
	await until(told, () => hub.active.length === 1);
	hub.last.open();
	await until(told, () => watcher.room.snapshots === 1);
	const hasAll = (): boolean => watcher.room.roster.length === hub.room(KEY).members.length;
	return { hub, relay, restart, watcher, told, hasAll };
}

describe("SocketWatcher", () => {
	it("should read a room", async (context) => {
		const { hub, watcher, told, hasAll } = await start(context);
		for (let index = 0; index < 20; index += 1) hub.join(KEY, String(index));
		await until(told, hasAll);
		assert.deepEqual([watcher.room.faults, watcher.problems, watcher.opens], [[], [], 1]);
		assert.deepEqual([watcher.room.snapshots, watcher.room.deltas], [1, 20]);
	});

	it("should continue at its cursor after the relay was away", async (context) => {
		const { hub, relay, restart, watcher, told, hasAll } = await start(context);
		hub.join(KEY, "1");
		await until(told, hasAll);
		await relay.close();
		hub.join(KEY, "2");
		await restart();
		await until(told, () => hub.active.length === 1);
		hub.last.open();
		await until(told, hasAll);
		assert.deepEqual([watcher.opens, watcher.room.snapshots, watcher.room.deltas], [2, 1, 2]);
	});

	it("should report the end of a watch", async (context) => {
		const { hub, watcher, told } = await start(context);
		hub.last.end("channel_unknown", "the channel is gone");
		await until(told, () => watcher.problems.length > 0);
		assert.equal(watcher.problems[0], "channel_unknown: the channel is gone");
	});
});
