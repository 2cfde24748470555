/**
 * A hash over the contents of files and folders, to detect changes. Edge: files.
 */

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} folder that the paths start from
 * @param {readonly string[]} paths of files and folders; one that does not exist counts as such
 * @returns {string}
 */
export function hashContents(folder, paths) {
	const hash = createHash("sha256");
	for (const path of paths.flatMap((path) => filesUnder(folder, path))) {
		const content = readFileSync(join(folder, path));
		hash.update(`${path}\0${content.length}\0`).update(content);
	}
	return hash.digest("hex");
}

/**
 * Files at or under a path, in a fixed order.
 * @param {string} folder
 * @param {string} path
 * @returns {string[]}
 */
export function filesUnder(folder, path) {
	const stat = statSync(join(folder, path), { throwIfNoEntry: false });
	if (stat === undefined) return [];
	if (stat.isFile()) return [path];
	return readdirSync(join(folder, path))
		.sort()
		.flatMap((name) => filesUnder(folder, `${path}/${name}`));
}
