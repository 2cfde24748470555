/** Words of `npm run attack`. Pure. */

import { parseArgs } from "node:util";
import type { Attack } from "./Attack.ts";
import { ATTACKS } from "./attacks.ts";

/** Seconds for which a row attacks, if nothing else is said. */
const DEFAULT_SECONDS = 6;
const LIMITS = { lowest: 1, highest: 120 } as const;

export interface AttackOptions {
	readonly kind: "run";
	/** The rows to run. */
	readonly attacks: ReadonlyArray<Attack>;
	/** Seconds for which each row attacks; a row that needs longer takes longer. */
	readonly seconds: number;
	/** Whether a row that fails is not run a second time. */
	readonly isOnce: boolean;
}

export const HELP = [
	"npm run attack -- [ROW …] [--seconds SECONDS] [--once]",
	"",
	"Attacks a relay on this machine, row after row, while another tenant measures what it feels. Fails if a row does harm.",
	"",
	"  ROW       part of a row's name; several run all that match",
	`  --seconds of each attack, from ${LIMITS.lowest} to ${LIMITS.highest} (${DEFAULT_SECONDS})`,
	"  --once    a row that failed is not run a second time",
	"  --list    names the rows",
].join("\n");

/**
 * @param words Of the command line.
 * @throws Error In words for the user, if an option is not known or out of range, or no row matches.
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
