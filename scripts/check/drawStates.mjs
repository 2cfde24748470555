/** Draws a table of transitions as a Mermaid state diagram. Pure. */

/**
 * @param {Readonly<Record<string, Readonly<Record<string, string>>>>} transitions by state, then by event; the first is
 * the initial state
 * @returns {string} lines, each with its end
 */
export function drawStates(transitions) {
	const states = Object.keys(transitions);
	const everywhere = sharedEvents(transitions);
	const lines = ["stateDiagram-v2", `    [*] --> ${states[0]}`];
	for (const [state, row] of Object.entries(transitions)) {
		/** @type {Map<string, string[]>} */
		const events = new Map();
		for (const [event, target] of Object.entries(row)) {
			if (!everywhere.has(event)) events.set(target, [...(events.get(target) ?? []), event]);
		}
		for (const [target, names] of events) lines.push(`    ${state} --> ${target}: ${names.join(", ")}`);
	}
	for (const [event, target] of everywhere) {
		lines.push(`    note right of ${target}: from every state: ${event}`);
	}
	return `${lines.join("\n")}\n`;
}

/**
 * Events that lead from every other state to the same final state. They are drawn once, because they would hide the rest.
 *
 * @param {Readonly<Record<string, Readonly<Record<string, string>>>>} transitions
 */
function sharedEvents(transitions) {
	const rows = Object.values(transitions).filter((row) => Object.keys(row).length > 0);
	const [first = {}] = rows;
	return new Map(
		Object.entries(first).filter(
			([event, target]) =>
				Object.keys(transitions[target] ?? {}).length === 0 && rows.every((row) => row[event] === target),
		),
	);
}
