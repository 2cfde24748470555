/**
 * Checks what neither compiler nor linter sees: a spec for each source, no trace of one machine, `include/` as the
 * compiler ships it, no dead path in the architecture document, no code in the documents that no test runs, a test for each
 * member of a specification. Edge: files, git.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { filesUnder } from "../setup/stamp.mjs";
import { findPaths } from "./docPaths.mjs";
import { folderFaults } from "./folders.mjs";
import { findMachineNames } from "./machineNames.mjs";
import { memberFaults } from "./memberTable.mjs";
import { needsSpec, specPath } from "./needsSpec.mjs";
import { findStaleCode } from "./readmeCode.mjs";

const ARCHITECTURE = "docs/architecture.md";
/** Documents whose code is that of example files. */
const WITH_CODE = ["README.md", "docs/rooms.md"];
const MEMBERS = "test/members.md";
const COMPILER_INCLUDE = "node_modules/roblox-ts/include";

/** @param {string} path */
const read = (path) => readFileSync(join(root, path), "utf8");

/** @param {string} path */
const has = (path) => existsSync(join(root, path));

const faults = [
	...missingSpecs(),
	...machineNames(),
	...folderFaults(trackedFiles()),
	...changedIncludes(),
	...deadPaths(),
	...staleCode(),
	...members(),
];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

/** @returns {string[]} */
function missingSpecs() {
	return filesUnder(root, "src")
		.filter((path) => needsSpec(path, read(path)) && !has(specPath(path)))
		.map((path) => `${path}: no spec; write ${specPath(path)}`);
}

/** @returns {string[]} */
function trackedFiles() {
	const listed = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
		cwd: root,
		encoding: "utf8",
	});
	if (listed.status !== 0)
		throw new Error(`git ls-files ended with ${listed.status}: ${listed.stderr || listed.error}`);
	return listed.stdout.split("\0").filter((path) => path !== "" && has(path));
}

/** @returns {string[]} */
function machineNames() {
	return trackedFiles()
		.map((path) => ({ path, text: read(path) }))
		.filter(({ text }) => !text.includes("\0"))
		.flatMap(({ path, text }) => findMachineNames(text).map((finding) => `${path}: ${finding}`));
}

/** @returns {string[]} */
function changedIncludes() {
	/** @param {string} folder */
	const names = (folder) => filesUnder(join(root, folder), ".").map((path) => path.slice("./".length));
	const all = [...new Set([...names("include"), ...names(COMPILER_INCLUDE)])];
	return all
		.filter((name) => {
			const [ours, theirs] = [`include/${name}`, `${COMPILER_INCLUDE}/${name}`];
			return !has(ours) || !has(theirs) || read(ours) !== read(theirs);
		})
		.map((name) => `include/${name}: not as roblox-ts ships it; copy it from ${COMPILER_INCLUDE}/`);
}

/** @returns {string[]} */
function deadPaths() {
	if (!has(ARCHITECTURE)) return [`${ARCHITECTURE}: missing`];
	return findPaths(read(ARCHITECTURE))
		.filter((path) => !has(path))
		.map((path) => `${ARCHITECTURE}: names ${path}, which does not exist`);
}

/** @returns {string[]} */
function staleCode() {
	return WITH_CODE.flatMap((document) => {
		if (!has(document)) return [`${document}: missing`];
		const faults = findStaleCode(read(document), (path) => (has(path) ? read(path) : undefined));
		return faults.map((fault) => `${document}: ${fault}`);
	});
}

/** @returns {string[]} */
function members() {
	if (!has(MEMBERS)) return [`${MEMBERS}: missing`];
	return memberFaults(MEMBERS, read(MEMBERS), (path) => (has(path) ? read(path) : undefined));
}
