/**
 * Finds the paths that a document names. Pure.
 */

/** Folders that a build makes. */
const GENERATED = /^(?:build|out|node_modules)\/|^bench\/results\.json$/;

/**
 * Paths between backticks: with a slash inside, of path characters only, relative to the top folder.
 * @param {string} markdown
 * @returns {string[]} without what a build makes
 */
export function findPaths(markdown) {
	const withoutBlocks = markdown.replace(/^(```+)[\s\S]*?^\1/gm, "");
	return [...withoutBlocks.matchAll(/`([^`\n]+)`/g)]
		.map((match) => match[1])
		.filter((word) => /^[\w.][\w.-]*\/[\w./-]*$/.test(word) && !GENERATED.test(word));
}
