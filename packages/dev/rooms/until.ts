/** Waits for what other processes do. Edge: real time. */

import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between two looks. */
const INTERVAL = 20;

/**
 * Settles once a condition holds.
 *
 * @param what The condition, for the error.
 * @param patience Milliseconds. @default 30000
 * @throws Error If it does not hold in time.
 */
export async function until(what: () => string, condition: () => boolean, patience = 30_000): Promise<void> {
	const end = performance.now() + patience;
	while (!condition()) {
		if (performance.now() > end) throw new Error(`not in ${patience} ms: ${what()}`);
		await delay(INTERVAL);
	}
}
