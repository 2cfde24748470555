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
		const complaint = complaintOf((error as Error).message);
		throw new Error(`${complaint}; \`${command} -- --help\` lists all`, { cause: error });
	}
}

/** What Node says of it, in one line. */
function complaintOf(message: string): string {
	const [, ambiguous] = /^Option '(--[\w-]+)' argument is ambiguous/.exec(message) ?? [];
	if (ambiguous !== undefined)
		return `Option '${ambiguous}' lacks its value (one that begins with a dash: ${ambiguous}=-1)`;
	const [complaint = ""] = message.split(/\.\s/);
	return complaint;
}
