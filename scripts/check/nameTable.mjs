/**
 * Compares a table of names in a document with the names of the source. Pure.
 */

/**
 * @param {string} markdown
 * @param {string} heading of the section, of any level, whose first table has a name in backticks in its first column
 * @param {readonly string[]} names
 * @returns {string[]} what is wrong, a sentence each
 */
export function nameFaults(markdown, heading, names) {
	const section = markdown.split(/^#+ /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
	const table = /(?:^\|.*\n)+/m.exec(section)?.[0] ?? "";
	const shown = [...table.matchAll(/^\| *`(\w+)`/gm)].map((row) => row[1] ?? "");
	return [
		...names.filter((name) => !shown.includes(name)).map((name) => `has no row for ${name} in "${heading}"`),
		...shown.filter((name) => !names.includes(name)).map((name) => `has a row for ${name}, which the source lacks`),
		...shown.filter((name, index) => shown.indexOf(name) !== index).map((name) => `has two rows for ${name}`),
	];
}

/**
 * @param {readonly string[]} names
 * @param {readonly string[]} tests texts of the tests
 * @returns {readonly string[]} names that no test has as a whole word
 */
export function untested(names, tests) {
	return names.filter((name) => !tests.some((text) => new RegExp(`\\b${name}\\b`).test(text)));
}
