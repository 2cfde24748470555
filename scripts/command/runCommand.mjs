/**
 * Runs one command of the table: brings the clone to the level it needs, then starts it. Edge: processes.
 */

import { runChild } from "../setup/child.mjs";
import { root } from "../setup/paths.mjs";
import { say } from "../setup/progress.mjs";
import { reportFaults, SetUpError } from "../setup/SetUpError.mjs";
import { setUp } from "../setup/setUp.mjs";
import { runSuites } from "../suite/runSuites.mjs";
import { commands } from "./commands.mjs";

/**
 * Entry of `scripts/run.mjs`. Sets the process's exit code to the command's.
 * @param {string | undefined} name
 * @param {readonly string[]} words the user's own
 * @returns {Promise<void>}
 */
export function main(name, words) {
	return reportFaults(async () => {
		const command = name === undefined || !Object.hasOwn(commands, name) ? undefined : commands[name];
		if (command === undefined) {
			throw new SetUpError(`no command "${name ?? ""}"; there are ${Object.keys(commands).join(", ")}`);
		}
		if ("suites" in command) {
			const flags = words.filter((word) => word.startsWith("--"));
			const unknown = command.filtered ? flags.filter((flag) => !command.flags?.includes(flag)) : words;
			if (unknown.length > 0) {
				const takes = command.filtered
					? ["words of a filter", ...(command.flags ?? [])].join(" or ")
					: "no words";
				throw new SetUpError(`npm run ${name} takes ${takes}, got "${unknown.join(" ")}"`);
			}
			const filter = words.filter((word) => !word.startsWith("--"));
			process.exitCode = await runSuites(command.suites, filter, flags);
		} else {
			process.exitCode = await runSteps(command, words);
		}
	});
}

/**
 * @param {import("./commands.mjs").ProgramCommand} command
 * @param {readonly string[]} words
 * @returns {Promise<number>} exit code of the first step that fails, else 0
 */
async function runSteps({ level, steps, reader }, words) {
	if (reader !== undefined && words.length > 0) {
		const code = await checkWords(reader, words);
		if (code !== 0) return code;
	}
	// help needs nothing that is built
	const paths = await setUp(words.includes("--help") ? "packages" : level);
	if (steps.length === 0) for (const [name, path] of Object.entries(paths)) say(`${name}=${path}`);
	const env = { ...process.env, ...paths };
	for (const step of steps) {
		const isLast = step === steps.at(-1);
		const parameters = isLast ? [...step, ...words] : step;
		const { code } = await runChild(process.execPath, parameters, { cwd: root, env, ownsInterrupt: isLast });
		if (code !== 0) return code;
	}
	return 0;
}

/**
 * @param {import("./commands.mjs").Reader} reader
 * @param {readonly string[]} words
 * @returns {Promise<number>} 0 if the reader takes the words
 */
async function checkWords(reader, words) {
	await setUp("packages");
	const parameters = ["--import", "tsx", "scripts/command/checkWords.mjs", ...reader, ...words];
	const { code } = await runChild(process.execPath, parameters, { cwd: root, env: process.env });
	return code;
}
