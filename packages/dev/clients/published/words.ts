/** The courses that a run plays. Pure. */

import type { PublishedClient } from "./clients.ts";
import { COURSES, type Course } from "./courses.ts";

/** A course and the client that plays it. */
export interface Part {
	readonly client: PublishedClient;
	readonly course: Course;
}

/**
 * Returns the courses with a selected scene. Scenes of one course build on each other, so all of them are played.
 *
 * @param isSelected Everything by default.
 */
export function choose(
	clients: ReadonlyArray<PublishedClient>,
	isSelected: (client: string, scene: string) => boolean = () => true,
	courses: ReadonlyArray<Course> = COURSES,
): ReadonlyArray<Part> {
	return clients.flatMap((client) =>
		courses
			.filter(
				({ isVoice, scenes }) =>
					(client.hasVoice || !isVoice) && scenes.some(({ name }) => isSelected(client.name, name)),
			)
			.map((course) => ({ client, course })),
	);
}
