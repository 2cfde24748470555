/** Seconds between two checks. */
const PAUSE = 0.01;

/**
 * Yields until `condition` holds. For end-to-end tests only.
 *
 * @param what Condition in words, for the error.
 * @throws After `seconds`.
 */
export function waitUntil(what: string, condition: () => boolean, seconds = 5): void {
	const deadline = os.clock() + seconds;
	while (!condition()) {
		if (os.clock() > deadline) error(`${what} did not come within ${seconds} s`, 2);
		task.wait(PAUSE);
	}
}
