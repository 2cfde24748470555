/** Reads a file that the command line names. Edge: files. */

import { readFile } from "node:fs/promises";

/** @param what Begins the message of a fault. @throws Error In words for the user, if the file cannot be read. */
export async function readInputFile(what: string, path: string): Promise<string> {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		throw new Error(`${what} ${path}: ${code === "ENOENT" ? "not found" : message}`, { cause: error });
	}
}
