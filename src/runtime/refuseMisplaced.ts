/** Options given at the wrong level: left alone, they would be ignored without a word. Pure. */

/** Names that an object of options has at another level, and what to write instead. */
export type Misplacements = Readonly<Record<string, string>>;

/** Names of `SocketEnvironment`, for an owner that takes them in `place`. */
export function environmentIn(place: string): Misplacements {
	const places: Record<string, string> = {};
	for (const name of ["createSocket", "scheduler", "random", "heartbeatFloor"])
		places[name] = `${place}: { ${name} }`;
	return places;
}

/**
 * @param owner What takes the options, for the message.
 * @throws If `options` has a name of `misplacements`, with what to write instead.
 */
export function refuseMisplaced(owner: string, options: object, misplacements: Misplacements): void {
	for (const [name, instead] of pairs(misplacements)) {
		const isGiven = (options as Record<string, unknown>)[name] !== undefined;
		assert(!isGiven, `${owner} has no option ${name}: write ${instead}`);
	}
}
