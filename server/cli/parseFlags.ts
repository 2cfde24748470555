/** Reads a command line, and says of what it does not know where the rest is. Pure. */

import { parseArgs, type ParseArgsConfig } from "node:util";

export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/**
 * @param command What was typed, such as `npm run serve`.
 * @throws Error If a flag is unknown or lacks its value, or there is a word beside. Holds no value of a flag.
 */
export function parseFlags(
	command: string,
	words: ReadonlyArray<string>,
	options: NonNullable<ParseArgsConfig["options"]>,
): Flags {
	try {
		return parseArgs({ args: [...words], options }).values as Flags;
	} catch (error) {
		const [complaint = ""] = (error as Error).message.split(". ");
		throw new Error(`${complaint}; \`${command} -- --help\` lists all`, { cause: error });
	}
}
