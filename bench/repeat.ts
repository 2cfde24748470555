/** Repeats an action at a steady pace. Edge: the clock of the process. */

/** Milliseconds between two looks at the clock. */
const TURN = 10;
const SECOND = 1000;

/** Calls `action` `perSecond` times a second on average, several times in a row if that is above a hundred. */
export function repeat(perSecond: number, action: () => void): NodeJS.Timeout {
	const startedAt = performance.now();
	let count = 0;
	return setInterval(() => {
		const due = Math.floor(((performance.now() - startedAt) / SECOND) * perSecond);
		for (; count < due; count += 1) action();
	}, TURN);
}
