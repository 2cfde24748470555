/** Command line of `npm run soak`. Pure. */

/** Duration of a leg in seconds. */
const DEFAULT = "6";
const LIMITS = { lowest: 1, highest: 3600 } as const;

export interface SoakOptions {
	readonly seconds: number;
}

export const HELP = [
	"npm run soak -- [SECONDS]",
	"",
	"Runs compiled Luau in voice sessions with repeated faults, leg by leg. Fails if a message is lost or repeated.",
	"",
	`  SECONDS   duration of each leg, from ${LIMITS.lowest} to ${LIMITS.highest}; default: ${DEFAULT}`,
].join("\n");

/**
 * @param words Command-line arguments.
 * @returns "help" for `--help`.
 * @throws Error With a readable message, if there is more than one argument or it is out of range.
 */
export function readSoakOptions(words: ReadonlyArray<string>): SoakOptions | "help" {
	if (words.includes("--help")) return "help";
	const text = words.length === 0 ? DEFAULT : words.join(" ");
	const seconds = text.trim() === "" ? NaN : Number(text);
	const { lowest, highest } = LIMITS;
	if (seconds >= lowest && seconds <= highest) return { seconds };
	throw new Error(`SECONDS must be a number from ${lowest} to ${highest}, got "${text}"`);
}
