/** Plays courses. Edge: the network, processes. */

import { judge, type Cell } from "./cell.ts";
import { Stage } from "./Stage.ts";
import type { Part } from "./words.ts";

/** Milliseconds that a course may take. Most take one to eight seconds; a busy machine needs more. */
const DEADLINE = 120_000;

/** Courses at a time: they wait more than they work. */
const AT_A_TIME = 4;

/** Plays one course with one client: a cell for each of its scenes. Those after one that failed fail with it. */
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

/** Plays parts, some at a time, and returns their cells in the order of the parts. @param tell Gets each as it is done. */
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
