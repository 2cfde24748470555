/**
 * Runs a program with its output in a log file; when it fails, the log's end becomes the message.
 * Edge: processes, files.
 */

import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { runChild } from "./child.mjs";
import { SetUpError } from "./SetUpError.mjs";

/** Lines of the log that a message quotes. */
const TAIL_LENGTH = 20;

/**
 * @typedef {object} LogOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} log path of the file, which is overwritten
 * @property {(line: string) => void} [onLine]
 * @property {number} [tailLength] lines of the log that a message quotes
 */

/**
 * @param {string} title what failed, for the message
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {LogOptions} options
 * @returns {Promise<void>}
 * @throws {SetUpError} when the program cannot be started or fails
 */
export async function runLogged(title, program, parameters, options) {
	mkdirSync(dirname(options.log), { recursive: true });
	const log = openSync(options.log, "w");
	const tailLength = options.tailLength ?? TAIL_LENGTH;
	/** @type {string[]} */
	let tail = [];
	const rests = { stdout: "", stderr: "" };
	/** @param {string} line */
	const take = (line) => {
		tail.push(line);
		if (tail.length > tailLength) tail.shift();
		options.onLine?.(line);
	};
	try {
		const { code } = await runChild(program, parameters, {
			...options,
			onOutput: (chunk, stream) => {
				writeSync(log, chunk);
				const lines = (rests[stream] + chunk.toString("utf8")).split(/\r?\n/);
				rests[stream] = lines.pop() ?? "";
				lines.forEach(take);
			},
		});
		for (const rest of Object.values(rests)) if (rest !== "") take(rest);
		if (code !== 0) {
			throw new SetUpError(
				[`${title} ended with exit code ${code}`, ...tail, `whole log: ${options.log}`].join("\n"),
			);
		}
	} catch (fault) {
		if (fault instanceof SetUpError) throw fault;
		throw new SetUpError(`${title} did not start: ${fault instanceof Error ? fault.message : fault}`);
	} finally {
		closeSync(log);
	}
}
