/** Words of `npm run soak`. Pure. */

/** Seconds of a leg. */
const DEFAULT = "6";
const LIMITS = { lowest: 1, highest: 3600 } as const;

export interface SoakOptions {
	readonly seconds: number;
}

export const HELP = [
	"npm run soak -- [SECONDS]",
	"",
	"A voice session of compiled Luau through faults, leg after leg. Fails if anything was lost or came twice.",
	"",
	`  SECONDS   of each leg, from ${LIMITS.lowest} to ${LIMITS.highest} (${DEFAULT})`,
].join("\n");

/**
 * @param words Of the command line.
 * @returns "help" if it was asked for.
 * @throws Error In words for the user, if there is more than one word, or it is out of range.
 */
export function readSoakOptions(words: ReadonlyArray<string>): SoakOptions | "help" {
	if (words.includes("--help")) return "help";
	const text = words.length === 0 ? DEFAULT : words.join(" ");
	const seconds = text.trim() === "" ? NaN : Number(text);
	const { lowest, highest } = LIMITS;
	if (seconds >= lowest && seconds <= highest) return { seconds };
	throw new Error(`seconds of a leg must be a number from ${lowest} to ${highest}, got "${text}"`);
}
