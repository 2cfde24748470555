/**
 * Handles Ctrl-C and other requests to end, for the whole process: children get the signal, then the process ends and
 * releases its locks. Edge: signal handlers, clock.
 *
 * npm passes SIGTERM only to its shell, which dies without passing it on. So under npm the end of the parent process counts
 * as SIGTERM. A shell that ignores SIGINT while it waits hides a SIGINT that is sent to npm alone.
 */

import { constants } from "node:os";

/** Seconds between two checks of the parent process. */
const PARENT_LOOK = 0.2;

/** @typedef {(signal: NodeJS.Signals) => void} Stopper */

/** @type {Set<Stopper>} */
const stoppers = new Set();

/** @type {NodeJS.Signals | undefined} */
let received;

/**
 * Exit code by shell convention.
 * @param {NodeJS.Signals} signal
 * @returns {number} 128 and the signal's number
 */
export function exitCodeOf(signal) {
	return 128 + (constants.signals[signal] ?? 0);
}

/**
 * Returns whether a signal has asked this process to end. If so and no child is running, the process ends here.
 * @returns {boolean}
 */
export function isInterrupted() {
	if (received === undefined) return false;
	if (stoppers.size === 0) process.exit(exitCodeOf(received));
	return true;
}

/**
 * Registers a child that must stop before the process may end. The first call installs the signal handlers.
 * @param {Stopper} stopper called with every signal
 * @returns {() => void} unregisters it
 */
export function onInterrupt(stopper) {
	takeOver();
	stoppers.add(stopper);
	return () => stoppers.delete(stopper);
}

/**
 * Registers cleanup for every end of the process except SIGKILL. It must be synchronous.
 * @param {() => void} release
 * @returns {() => void} unregisters it
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
