/** Refuses names that an object of options may not have, so that a typo is told at once. Pure. */

/**
 * @param kind What a name is, for the message, such as "option".
 * @param given Options of a caller.
 * @throws RangeError If a name is not in `known`.
 */
export function checkNames(kind: string, given: object, known: Iterable<string>): void {
	const names = [...known];
	const unknown = Object.keys(given).find((name) => !names.includes(name));
	if (unknown === undefined) return;
	throw new RangeError(`${kind} is unknown: ${unknown}, must be one of ${names.sort().join(", ")}`);
}
