/** Rejects unknown names in an object of options, so that a typo fails immediately. Pure. */

/**
 * @param kind Kind of the names for the message, such as "option".
 * @param given Options of the caller.
 * @throws RangeError If a name is not in `known`.
 */
export function checkNames(kind: string, given: object, known: Iterable<string>): void {
	const names = [...known];
	const unknown = Object.keys(given).find((name) => !names.includes(name));
	if (unknown === undefined) return;
	throw new RangeError(`${kind} is unknown: ${unknown}, must be one of ${names.sort().join(", ")}`);
}
