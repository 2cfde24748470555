/**
 * Shows a long step: on a terminal one line that is rewritten, elsewhere a line now and then. Edge: stderr, clock.
 */

import { performance } from "node:perf_hooks";

/** Seconds between two lines where there is no terminal. */
const PLAIN_PERIOD = 30;

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
 * Runs a step and shows that it lives.
 * @template T
 * @param {string} title
 * @param {(note: (detail: string) => void) => Promise<T>} action tells by `note` how far it is
 * @returns {Promise<T>}
 */
export async function withProgress(title, action) {
	const startedAt = performance.now();
	const isTerminal = process.stderr.isTTY === true;
	let detail = "";
	const line = () => {
		const elapsed = formatElapsed((performance.now() - startedAt) / 1000);
		return `${title}${detail && `, ${detail}`}, ${elapsed}`;
	};
	const show = () => {
		if (!isTerminal) return say(line());
		// a line that wraps could not be rewritten
		const text = `set-up: ${line()}`.slice(0, (process.stderr.columns || 80) - 1);
		process.stderr.write(`\r\x1b[K${text}`);
	};
	if (!isTerminal) say(`${title}…`);
	const timer = setInterval(show, isTerminal ? 200 : PLAIN_PERIOD * 1000);
	let ending = "stopped";
	try {
		const result = await action((text) => (detail = text));
		ending = "done";
		return result;
	} finally {
		clearInterval(timer);
		if (isTerminal) process.stderr.write("\r\x1b[K");
		say(`${line()}, ${ending}`);
	}
}
