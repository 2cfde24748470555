/** Selects clients and courses by a word. Pure. */

import type { PublishedClient } from "./clients.ts";
import { COURSES, type Course } from "./courses.ts";

/** A course for a client to play. */
export interface Part {
	readonly client: PublishedClient;
	readonly course: Course;
}

/**
 * Returns what to play: everything, or the clients and scenes with the word in their names. A course is always played as a
 * whole, because its scenes build on each other.
 *
 * @throws RangeError If nothing matches. The message lists all names.
 */
export function choose(
	clients: ReadonlyArray<PublishedClient>,
	word = "",
	courses: ReadonlyArray<Course> = COURSES,
): ReadonlyArray<Part> {
	const has = ({ name }: { readonly name: string }): boolean => name.toLowerCase().includes(word.toLowerCase());
	const parts = clients.flatMap((client) =>
		courses
			.filter(({ isVoice, scenes }) => (client.hasVoice || !isVoice) && (has(client) || scenes.some(has)))
			.map((course) => ({ client, course })),
	);
	if (parts.length > 0) return parts;
	const names = [...clients, ...courses.flatMap(({ scenes }) => scenes)].map(({ name }) => name);
	throw new RangeError(`no client and no scene has "${word}" in its name; there are ${names.join(", ")}`);
}
