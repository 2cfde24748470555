/**
 * A lock between processes: a file that only its holder writes. No package is installed yet when it is first needed, and Node has
 * no flock. A dead holder is detected by its pid, or, if the pid is of
 * no use (another host, a reused number), by a file that is no longer touched.
 * Edge: files, clock.
 */

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { onEnd } from "./interrupt.mjs";
import { isDead } from "./lockHolder.mjs";

/** @typedef {import("./lockHolder.mjs").Holder} Holder */

/** Seconds between two touches of the file by its holder. */
const TOUCH = 10;

/** Seconds between two checks of a waiter. */
const LOOK = 0.1;

/** Seconds after which the guard of a takeover counts as left by a dead process; it is held for a few file calls. */
const GUARD_LIFE = 10;

/**
 * Runs an action while holding the lock, after waiting for it.
 * @template T
 * @param {string} path
 * @param {(message: string) => void} say called once if it has to wait
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function withLock(path, say, action) {
	const release = await acquire(path, say);
	try {
		return await action();
	} finally {
		release();
	}
}

/**
 * @param {string} path
 * @param {(message: string) => void} say
 * @returns {Promise<() => void>} releases the lock
 */
async function acquire(path, say) {
	mkdirSync(dirname(path), { recursive: true });
	let waitingFor = 0;
	let touchedAt = 0;
	let seenAt = performance.now();
	while (!take(path)) {
		const holder = read(path);
		if (holder === undefined) continue;
		if (holder.touchedAt !== touchedAt) {
			touchedAt = holder.touchedAt;
			seenAt = performance.now();
		}
		const silence = (performance.now() - seenAt) / 1000;
		if (isDead(holder, { host: hostname(), pid: process.pid, silence, isAlive })) {
			takeOver(path, holder);
			continue;
		}
		if (holder.pid !== waitingFor) say(`waiting for another set-up (pid ${holder.pid} on ${holder.host})…`);
		waitingFor = holder.pid;
		await sleep(LOOK * 1000);
	}
	return hold(path);
}

/**
 * @param {string} path
 * @returns {() => void}
 */
function hold(path) {
	const toucher = setInterval(() => utimesSync(path, new Date(), new Date()), TOUCH * 1000).unref();
	const remove = () => rmSync(path, { force: true });
	const forget = onEnd(remove);
	return () => {
		clearInterval(toucher);
		forget();
		remove();
	};
}

/**
 * @param {string} path
 * @returns {boolean} whether the lock is ours now
 */
function take(path) {
	try {
		writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: "wx" });
		return true;
	} catch (fault) {
		if (/** @type {NodeJS.ErrnoException} */ (fault).code === "EEXIST") return false;
		throw fault;
	}
}

/**
 * @param {string} path
 * @returns {Holder | undefined} undefined when the lock is gone
 */
function read(path) {
	try {
		const touchedAt = statSync(path).mtimeMs;
		const text = readFileSync(path, "utf8");
		// created, but its content is not written yet
		const { pid, host } = text === "" ? { pid: 0, host: "" } : JSON.parse(text);
		return { pid, host, touchedAt };
	} catch (fault) {
		if (/** @type {NodeJS.ErrnoException} */ (fault).code === "ENOENT") return undefined;
		throw fault;
	}
}

/**
 * Removes a dead holder's lock. Two waiters may try at once: a guard admits one at a time, which checks again.
 * @param {string} path
 * @param {Holder} dead
 */
function takeOver(path, dead) {
	const guard = `${path}.takeover`;
	try {
		closeSync(openSync(guard, "wx"));
	} catch {
		const made = statSync(guard, { throwIfNoEntry: false });
		if (made && Date.now() - made.mtimeMs > GUARD_LIFE * 1000) rmSync(guard, { force: true });
		return;
	}
	try {
		const holder = read(path);
		if (holder?.pid === dead.pid && holder.touchedAt === dead.touchedAt) rmSync(path, { force: true });
	} finally {
		rmSync(guard, { force: true });
	}
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (fault) {
		return /** @type {NodeJS.ErrnoException} */ (fault).code === "EPERM";
	}
}
