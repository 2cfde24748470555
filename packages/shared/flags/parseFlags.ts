/** Parses command line flags with helpful error messages. Pure. */

import { parseArgs, type ParseArgsConfig } from "node:util";

export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/**
 * @param command The command as typed, such as `npm run serve`.
 * @throws Error If a flag is unknown or lacks its value, or there is an extra argument. Never contains the value of a
 * flag.
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

/** Returns Node's message as one line. */
function complaintOf(message: string): string {
	const [, ambiguous] = /^Option '(--[\w-]+)' argument is ambiguous/.exec(message) ?? [];
	if (ambiguous !== undefined)
		return `Option '${ambiguous}' lacks its value (if it starts with a dash: ${ambiguous}=-1)`;
	const [complaint = ""] = message.split(/\.\s/);
	return complaint;
}
