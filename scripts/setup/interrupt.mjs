/**
 * Ctrl-C and the other requests to end, for the whole process: running children get the signal, then the process ends and
 * releases what it holds. Edge: signal handlers, clock.
 *
 * npm passes SIGTERM to its shell alone, and the shell dies without passing it on. So under npm the end of the parent
 * process counts as SIGTERM.
 */

import { constants } from "node:os";

/** Seconds between two looks at the parent process. */
const PARENT_LOOK = 0.2;

/** @typedef {(signal: NodeJS.Signals) => void} Stopper */

/** @type {Set<Stopper>} */
const stoppers = new Set();

/** @type {NodeJS.Signals | undefined} */
let received;

/**
 * Exit code by the custom of shells.
 * @param {NodeJS.Signals} signal
 * @returns {number} 128 and the signal's number
 */
export function exitCodeOf(signal) {
	return 128 + (constants.signals[signal] ?? 0);
}

/**
 * Tells whether a signal has asked this process to end. If so, the process ends as soon as nothing is left to stop.
 * @returns {boolean}
 */
export function isInterrupted() {
	if (received === undefined) return false;
	if (stoppers.size === 0) process.exit(exitCodeOf(received));
	return true;
}

/**
 * Registers what must stop before the process may end; the first call takes the signals over.
 * @param {Stopper} stopper gets every such signal
 * @returns {() => void} takes the stopper out again
 */
export function onInterrupt(stopper) {
	takeOver();
	stoppers.add(stopper);
	return () => stoppers.delete(stopper);
}

/**
 * Registers what to undo at any end of the process but SIGKILL. Must not yield.
 * @param {() => void} release
 * @returns {() => void} takes it out again
 */
export function onEnd(release) {
	takeOver();
	process.on("exit", release);
	return () => process.off("exit", release);
}

let takenOver = false;

function takeOver() {
	if (takenOver) return;
	takenOver = true;
	for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
		process.on(signal, () => interrupt(signal));
	}
	if (process.env.npm_lifecycle_event !== undefined) watchParent(process.ppid);
}

/** @param {NodeJS.Signals} signal */
function interrupt(signal) {
	received = signal;
	if (stoppers.size === 0) process.exit(exitCodeOf(signal));
	for (const stopper of stoppers) stopper(signal);
}

/** @param {number} parent its pid */
function watchParent(parent) {
	const look = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(look);
		// a signal to the whole group ends the parent too
		if (received === undefined) interrupt("SIGTERM");
	}, PARENT_LOOK * 1000).unref();
}
