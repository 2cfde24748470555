/**
 * Builds tools with cargo, into the cache. An interrupted build resumes: its target folder stays until the tools are in
 * place. Edge: files, processes.
 */

import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { runLogged } from "./loggedChild.mjs";
import { cachedTool, executableName } from "./paths.mjs";
import { say, withProgress } from "./progress.mjs";
import { SetUpError } from "./SetUpError.mjs";

/** @typedef {import("./toolVersions.mjs").ToolName} ToolName */

/** Halves the time of cargo's own release profile; the tools are fast enough without the rest. */
const PROFILE = {
	CARGO_PROFILE_RELEASE_LTO: "off",
	CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
	CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
	CARGO_TERM_COLOR: "never",
	CARGO_TERM_PROGRESS_WHEN: "never",
};

/**
 * Only the holder of the cache's lock may call this.
 * @param {string} cargo path of the program
 * @param {readonly ToolName[]} names
 * @param {import("./toolVersions.mjs").ToolRequest} request
 * @returns {Promise<void>}
 * @throws {SetUpError} when cargo fails
 */
export async function installByCargo(cargo, names, { env, versions, cache }) {
	const work = join(cache, "cargo-build");
	const specs = names.map((name) => `${name}@${versions[name]}`);
	say("building with cargo, once per user and version: about ten minutes on two cores");
	await withProgress(`cargo install ${specs.join(" ")}`, async (note) => {
		mkdirSync(work, { recursive: true });
		let crateCount = 0;
		await runLogged("cargo install", cargo, ["install", "--locked", "--root", join(work, "root"), ...specs], {
			cwd: work,
			env: { ...env, ...PROFILE, CARGO_TARGET_DIR: join(work, "target") },
			log: join(cache, "cargo.log"),
			onLine: (line) => {
				if (/^\s*Compiling /.test(line)) crateCount += 1;
				note(crateCount > 0 ? `${crateCount} crates compiled` : "downloading crates");
			},
		});
	});
	for (const name of names) keep(join(work, "root", "bin", executableName(name)), name, versions[name], cache);
	rmSync(work, { recursive: true, force: true });
}

/**
 * Moves a built program to the path of `cachedTool`, atomically.
 * @param {string} built
 * @param {ToolName} name
 * @param {string} version
 * @param {string} cache
 */
function keep(built, name, version, cache) {
	if (!existsSync(built)) throw new SetUpError(`cargo install ended well, but ${built} is not there`);
	const target = cachedTool(cache, name, version);
	mkdirSync(dirname(target), { recursive: true });
	renameSync(built, target);
}
