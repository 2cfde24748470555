/**
 * Prints what set-up does, and during a long step a line now and then. Edge: stderr, clock.
 */

import { performance } from "node:perf_hooks";

/** Seconds between two lines of a long step. */
const PERIOD = 30;

/**
 * Prints one line of the set-up.
 * @param {string} message
 */
export function say(message) {
	process.stderr.write(`set-up: ${message}\n`);
}

/**
 * @param {number} seconds
 * @returns {string} such as `4:05`
 */
export function formatElapsed(seconds) {
	const whole = Math.floor(seconds);
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * Runs a step and shows that it is alive.
 * @template T
 * @param {string} title
 * @param {(note: (detail: string) => void) => Promise<T>} action reports by `note` how far it has come
 * @returns {Promise<T>}
 */
export async function withProgress(title, action) {
	const startedAt = performance.now();
	let detail = "";
	const line = () => {
		const elapsed = formatElapsed((performance.now() - startedAt) / 1000);
		return `${title}${detail && `, ${detail}`}, ${elapsed}`;
	};
	say(`${title}…`);
	const timer = setInterval(() => say(line()), PERIOD * 1000);
	let ending = "stopped";
	try {
		const result = await action((text) => (detail = text));
		ending = "done";
		return result;
	} finally {
		clearInterval(timer);
		say(`${line()}, ${ending}`);
	}
}
