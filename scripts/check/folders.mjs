/**
 * Finds folders that hold too much, and files that belong into the folder of their name. Pure.
 */

/** Most source files of one folder: about 25, with some slack. Tests and specs do not count. */
export const MOST_FILES = 28;

const SOURCE = /\.(?:ts|mjs|luau)$/;
const TEST = /\.(?:test|spec)\.\w+$/;

/**
 * @param {readonly string[]} paths all files, relative to the top folder
 * @returns {string[]} what is wrong, a sentence each
 */
export function folderFaults(paths) {
	const sources = paths.filter((path) => SOURCE.test(path) && !TEST.test(path));
	/** @type {Map<string, number>} */
	const counts = new Map();
	for (const path of sources) counts.set(folderOf(path), (counts.get(folderOf(path)) ?? 0) + 1);
	const folders = new Set(paths.flatMap((path) => parentsOf(path)));
	return [
		...[...counts]
			.filter(([, count]) => count > MOST_FILES)
			.map(
				([folder, count]) =>
					`${folder}/: ${count} source files, at most ${MOST_FILES}; make folders by subject`,
			),
		...sources
			.filter((path) => folders.has(path.replace(SOURCE, "")))
			.map((path) => `${path}: lies beside the folder of its name; move it in`),
	];
}

/** @param {string} path */
function folderOf(path) {
	return path.split("/").slice(0, -1).join("/");
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function parentsOf(path) {
	const parts = path.split("/").slice(0, -1);
	return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
