/**
 * The drivers' side of the line protocol: one JSON object per line. A driver writes reports (`kind`) and reads commands
 * (`do`). Drivers in Node and in Python use the same protocol, defined in `reports.ts`. The drivers run under plain Node like
 * a user's bot, because a loader would change how some of the libraries are loaded.
 * Edge: standard input and output.
 */

import { createInterface } from "node:readline";

/** Settings from the runner. @type {import("../reports.ts").DriverSettings} */
export const settings = JSON.parse(process.argv[2] ?? "");

/** All intents that Discord documents. The scenes need members and message content. */
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
 * @param {string | null | undefined} text its subject
 */
export function event(name, text) {
	report({ kind: "event", name, text: text ?? "" });
}

/**
 * Reports an error of the library, which continues.
 * @param {string} reason
 */
export function error(reason) {
	report({ kind: "error", reason });
}

/**
 * Evaluates the line that `npm run serve` prints for this library.
 * @param {Readonly<Record<string, unknown>>} names in its scope
 * @returns {any} the client
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

/** Reports errors of the library that its user cannot catch. */
export function reportCrashes() {
	for (const name of ["uncaughtException", "unhandledRejection"]) {
		process.on(name, (/** @type {unknown} */ fault) => {
			console.error(fault);
			report({ kind: "crashed", reason: String(fault) });
		});
	}
}
