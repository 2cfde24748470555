import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Sandbox, until } from "../support/sandbox.mjs";
import { withLock } from "./lock.mjs";

const lockModule = new URL("./lock.mjs", import.meta.url).href;

describe("withLock", () => {
	/** @type {Sandbox} */
	let sandbox;
	/** @type {string} */
	let lock;

	beforeEach(() => {
		sandbox = new Sandbox();
		lock = join(sandbox.folder, "lock");
	});
	afterEach(() => sandbox.remove());

	/**
	 * A process that takes the lock, notes so, and does what `then` says.
	 * @param {string} then
	 */
	const contender = (then) =>
		sandbox.start(`
			import { appendFileSync } from "node:fs";
			import { setTimeout as sleep } from "node:timers/promises";
			import { withLock } from ${JSON.stringify(lockModule)};
			const note = (word) => appendFileSync(${JSON.stringify(join(sandbox.folder, "notes"))}, word + " ");
			await withLock(${JSON.stringify(lock)}, console.log, async () => {
				note("in");
				${then}
				note("out");
			});
		`);

	it("should return the action's result and release the lock", async () => {
		assert.equal(await withLock(lock, assert.fail, async () => 7), 7);
		assert.ok(!existsSync(lock));
	});

	it("should release when the action throws", async () => {
		const action = async () => {
			throw new Error("broken");
		};
		await assert.rejects(withLock(lock, assert.fail, action), /broken/);
		assert.ok(!existsSync(lock));
	});

	it("should admit one process at a time", async () => {
		const runs = Array.from({ length: 4 }, () => contender("await sleep(60);"));
		assert.deepEqual(await Promise.all(runs.map((run) => run.exit)), [0, 0, 0, 0]);
		assert.equal(sandbox.read("notes"), "in out ".repeat(4));
		assert.ok(runs.some((run) => /waiting for another set-up \(pid \d+ on /.test(run.output)));
	});

	it("should pass from a killed holder to a waiter", async () => {
		const holder = contender("await sleep(60_000);");
		await until(() => sandbox.read("notes") === "in ");
		const waiters = [contender(""), contender("")];
		await until(() => waiters.every((waiter) => waiter.output.includes(`pid ${holder.child.pid} `)));
		holder.child.kill("SIGKILL");
		assert.deepEqual(await Promise.all(waiters.map((waiter) => waiter.exit)), [0, 0]);
		assert.equal(sandbox.read("notes"), "in in out in out ");
		assert.ok(!existsSync(lock));
	});

	it("should be released by an interrupt", async () => {
		const holder = contender("await sleep(60_000);");
		await until(() => sandbox.read("notes") === "in ");
		holder.child.kill("SIGINT");
		assert.equal(await holder.exit, 130);
		assert.ok(!existsSync(lock));
	});

	it("should take over the lock of an earlier process with our pid", async () => {
		writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname() }));
		await withLock(lock, assert.fail, async () => {});
	});
});
