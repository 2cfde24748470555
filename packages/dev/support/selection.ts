/**
 * What `scripts/suite` and a suite tell each other of its tests. Edge: a file, stdout.
 */

import { readFileSync } from "node:fs";

/** The form of `Selection` in `scripts/suite/filter.mjs`. */
interface Selection {
	readonly paths: ReadonlyArray<string>;
	readonly tests?: ReadonlyArray<string>;
}

/** Prints a test in the form that `scripts/suite/testLines.mjs` reads. */
export function printTest(path: string, name: string): void {
	console.log(`@\t${path}\t${name}`);
}

/** Returns what decides whether a test is to run, or undefined if everything is. */
export function readSelection(
	file: string | undefined = process.env.VOICE_GATEWAY_SELECTION,
): ((path: string, name: string) => boolean) | undefined {
	if (file === undefined) return undefined;
	const { paths, tests } = JSON.parse(readFileSync(file, "utf8")) as Selection;
	return (path, name) => (tests === undefined ? paths.includes(path) : tests.includes(`${path}\t${name}`));
}
