/**
 * The drivers' side of the line protocol: JSON, one object a line. A driver writes reports (`kind`) and reads commands (`do`).
 * Drivers in Node and in Python speak the same lines; `reports.ts` has their shape. They run under plain Node, as a user's bot
 * does: a loader would change how some of the libraries are loaded.
 * Edge: standard input and output.
 */

import { createInterface } from "node:readline";

/** Settings that the runner gave this driver. @type {import("../reports.ts").DriverSettings} */
export const settings = JSON.parse(process.argv[2] ?? "");

/** Every intent that Discord documents: the scenes need members and message content. */
export const ALL_INTENTS = 53_608_447;

/**
 * Writes one report.
 * @param {import("../reports.ts").Report} line
 */
export function report(line) {
	process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Reports an event.
 * @param {string} name
 * @param {string | null | undefined} text what it is about
 */
export function event(name, text) {
	report({ kind: "event", name, text: text ?? "" });
}

/**
 * Reports that the library told of an error, and goes on.
 * @param {string} reason
 */
export function error(reason) {
	report({ kind: "error", reason });
}

/**
 * Evaluates the line that `npm run serve` prints for this library.
 * @param {Readonly<Record<string, unknown>>} names in its scope
 * @returns {any} the library's client
 */
export function evaluate(names) {
	return new Function(...Object.keys(names), `return ${settings.line}`)(...Object.values(names));
}

/** @typedef {import("../reports.ts").Command} Command */

/**
 * Calls `handle` for each command about voice, and obeys the others. A driver exits when its input ends, so it never outlives
 * the runner.
 * @param {(command: Exclude<Command, { do: "sleep" }>) => void} handle
 */
export function onCommand(handle) {
	const lines = createInterface({ input: process.stdin });
	lines.on("line", (line) => {
		/** @type {Command} */
		const command = JSON.parse(line);
		if (command.do === "sleep") setTimeout(() => report({ kind: "slept" }), command.milliseconds);
		else handle(command);
	});
	lines.on("close", () => process.exit(0));
}

/** Reports what a library throws where its user cannot catch it. */
export function reportCrashes() {
	for (const name of ["uncaughtException", "unhandledRejection"]) {
		process.on(name, (/** @type {unknown} */ fault) => {
			console.error(fault);
			report({ kind: "crashed", reason: String(fault) });
		});
	}
}
