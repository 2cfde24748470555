/** Reads a file named on the command line. Edge: files. */

import { readFile } from "node:fs/promises";

/**
 * @param what Starts the error message. @throws Error If the file cannot be read. The message is meant for the user.
 */
export async function readInputFile(what: string, path: string): Promise<string> {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		throw new Error(`${what} ${path}: ${code === "ENOENT" ? "not found" : message}`, { cause: error });
	}
}
