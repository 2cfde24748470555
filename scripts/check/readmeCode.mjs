/**
 * Compares the code in a document with the example files that it shows. Pure.
 *
 * A block of code names its file in a comment before it:
 *
 *     <!-- examples/whoSpeaks.ts -->
 *     ```ts
 */

const BLOCK = /^<!-- (?<path>\S+) -->\n+```\w*\n(?<code>[\s\S]*?)^```$/gm;
const CODE = /^```(?:ts|lua|luau)\n/gm;

/** The import in the repository, and the one that readers write. */
const IMPORTS = [/from "(?:\.\.\/)+src"/g, 'from "@rbxts/voice-gateway"'];

/**
 * @param {string} markdown
 * @param {(path: string) => string | undefined} readExample undefined if there is no such file
 * @returns {string[]} faults, a sentence each
 */
export function findStaleCode(markdown, readExample) {
	const blocks = [...markdown.matchAll(BLOCK)];
	const faults = blocks.flatMap(({ groups = {} }) => {
		const example = readExample(groups.path);
		if (example === undefined) return [`shows ${groups.path}, which does not exist`];
		const expected = example.replace(/** @type {RegExp} */ (IMPORTS[0]), /** @type {string} */ (IMPORTS[1]));
		return expected === groups.code ? [] : [`shows ${groups.path}, but the code differs from the file`];
	});
	const unnamed =
		[...markdown.matchAll(CODE)].length - blocks.filter(({ 0: text }) => /```(?:ts|luau?)\n/.test(text)).length;
	return unnamed === 0 ? faults : [...faults, `${unnamed} blocks of code name no example file, so no test runs them`];
}
