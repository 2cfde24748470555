/** Command line of `npm run attack`. Pure. */

import { parseArgs } from "node:util";
import type { Attack } from "./Attack.ts";
import { ATTACKS } from "./attacks.ts";

/** Default duration of an attack in seconds. */
const DEFAULT_SECONDS = 6;
const LIMITS = { lowest: 1, highest: 120 } as const;

export interface AttackOptions {
	readonly kind: "run";
	/** Rows to run. */
	readonly attacks: ReadonlyArray<Attack>;
	/** Duration of each attack in seconds, unless a row needs more. */
	readonly seconds: number;
	/** Whether to skip the second attempt of a failed row. */
	readonly isOnce: boolean;
}

export const HELP = [
	"npm run attack -- [ROW …] [--seconds SECONDS] [--once]",
	"",
	"Attacks a relay on this machine, row by row, while another tenant measures the effect. Fails if a row does harm.",
	"",
	"  ROW       part of a row's name; with several, all matching rows run",
	`  --seconds of each attack, from ${LIMITS.lowest} to ${LIMITS.highest} (${DEFAULT_SECONDS})`,
	"  --once    do not run a failed row a second time",
	"  --list    print the rows and exit",
].join("\n");

/**
 * @param words Command-line arguments.
 * @throws Error With a readable message, if an option is unknown or out of range, or no row matches.
 */
export function readAttackOptions(words: ReadonlyArray<string>): AttackOptions | "help" | "list" {
	const { values, positionals } = parse(words);
	if (values.help === true) return "help";
	if (values.list === true) return "list";
	return {
		kind: "run",
		attacks: choose(positionals),
		seconds: readSeconds(values.seconds),
		isOnce: values.once === true,
	};
}

function parse(words: ReadonlyArray<string>) {
	return parseArgs({
		args: [...words],
		allowPositionals: true,
		options: {
			seconds: { type: "string" },
			once: { type: "boolean" },
			help: { type: "boolean" },
			list: { type: "boolean" },
		},
	});
}

function choose(words: ReadonlyArray<string>): ReadonlyArray<Attack> {
	const chosen = ATTACKS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
	if (chosen.length > 0) return chosen;
	throw new Error(
		`no row has "${words.join(" ")}" in its name; there are ${ATTACKS.map(({ name }) => name).join(", ")}`,
	);
}

function readSeconds(text: string | undefined): number {
	if (text === undefined) return DEFAULT_SECONDS;
	const seconds = text.trim() === "" ? NaN : Number(text);
	const { lowest, highest } = LIMITS;
	if (seconds >= lowest && seconds <= highest) return seconds;
	throw new Error(`--seconds must be a number from ${lowest} to ${highest}, got "${text}"`);
}
