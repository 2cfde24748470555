/** Deadlines by name, in seconds. Pure. */

/**
 * Adds the defaults that `given` leaves out.
 *
 * @throws If a deadline is not above 0.
 */
export function fillDeadlines<T extends object>(defaults: T, given: Partial<T> = {}): T {
	for (const [name, seconds] of pairs(given as Record<string, number>)) {
		assert(seconds > 0, `deadline "${name}" must be above 0 s, got ${seconds}`);
	}
	return { ...defaults, ...given };
}
