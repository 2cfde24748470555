/** Plays courses. Edge: the network, processes. */

import { judge, type Cell } from "./cell.ts";
import { Stage } from "./Stage.ts";
import type { Part } from "./words.ts";

/** Deadline of a course in milliseconds. Most take one to eight seconds on an idle machine. */
const DEADLINE = 120_000;

/** Number of concurrent courses. They mostly wait. */
const AT_A_TIME = 4;

/** Plays a course with a client. Returns a cell for each scene; the scenes after a failed one fail too. */
async function playPart({ client, course: { scenes, options } }: Part): Promise<ReadonlyArray<Cell>> {
	const missing = client.missing;
	if (missing !== undefined) {
		const failure = { text: missing, story: "" };
		return scenes.map(({ name }) => ({ client: client.name, scene: name, verdict: "skip", failure }));
	}
	const stage = await Stage.start(client, { ...options, deadline: DEADLINE });
	const cells: Array<Cell> = [];
	let first: string | undefined;
	for (const { name, play } of scenes) {
		try {
			if (first !== undefined) throw new Error(`not reached: ${first}`);
			await play(stage);
			cells.push(judge(client.name, name, undefined));
		} catch (error) {
			const text = error instanceof Error ? error.message : String(error);
			cells.push(judge(client.name, name, { text, story: first === undefined ? stage.story : "" }));
			first ??= text;
		}
	}
	await stage.end();
	return cells;
}

/**
 * Plays parts concurrently.
 *
 * @param tell Called with the cells of each finished part.
 * @returns All cells, in the order of the parts.
 */
export async function playAll(
	parts: ReadonlyArray<Part>,
	tell: (cells: ReadonlyArray<Cell>) => void,
): Promise<ReadonlyArray<Cell>> {
	const results: Array<ReadonlyArray<Cell>> = [];
	const waiting = [...parts.entries()];
	const work = async (): Promise<void> => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
			const [index, part] = next;
			results[index] = await playPart(part);
			tell(results[index]);
		}
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, work));
	return results.flat();
}
