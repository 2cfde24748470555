/** Rejects options at the wrong level, which would be silently ignored otherwise. Pure. */

/** Names of options that belong to another level, and what to write instead. */
export type Misplacements = Readonly<Record<string, string>>;

/** The names of `SocketEnvironment`, for an owner that takes them in `place`. */
export function environmentIn(place: string): Misplacements {
	const places: Record<string, string> = {};
	for (const name of ["createSocket", "scheduler", "random", "heartbeatFloor"])
		places[name] = `${place}: { ${name} }`;
	return places;
}

/**
 * @param owner Name of the owner, for the message.
 * @throws If `options` has a name of `misplacements`. The message says what to write instead.
 */
export function refuseMisplaced(owner: string, options: object, misplacements: Misplacements): void {
	for (const [name, instead] of pairs(misplacements)) {
		const isGiven = (options as Record<string, unknown>)[name] !== undefined;
		assert(!isGiven, `${owner} has no option ${name}: write ${instead}`);
	}
}
