/**
 * Compares a table of close codes in a document with the codes of the source. Pure.
 *
 * The first column of a row has its codes: `4006`, `4000, 4001`, `4010 to 4014`, or words for anything else. A second column
 * `name` has the name of the code.
 */

/** First code of the range that RFC 6455, section 7.4.2, leaves to applications. */
const FIRST_PRIVATE_CODE = 4000;

/**
 * @param {string} markdown
 * @param {string} heading of the section with the table
 * @param {Readonly<Record<string, number>>} codes by their names, such as `UnknownOpcode`
 * @returns {string[]} faults, a sentence each
 */
export function closeCodeFaults(markdown, heading, codes) {
	const rows = rowsOf(markdown, heading);
	if (rows.length === 0) return [`has no table of close codes in "${heading}"`];
	const hasNames = rows[0]?.[1] === "name";
	/** @type {Map<number, string>} */
	const shown = new Map();
	/** @type {string[]} */
	const faults = [];
	for (const [column = "", name = ""] of rows.slice(2)) {
		for (const code of readCodes(column)) {
			if (shown.has(code)) faults.push(`has two rows for close code ${code}`);
			shown.set(code, name);
		}
	}
	for (const [name, code] of Object.entries(codes)) {
		const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
		const given = shown.get(code);
		if (given === undefined) faults.push(`has no row for close code ${code}, ${words}`);
		else if (hasNames && given.toLowerCase() !== words)
			faults.push(`calls close code ${code} "${given}", not "${words}"`);
	}
	const known = new Set(Object.values(codes));
	const unknown = [...shown.keys()].filter((code) => code >= FIRST_PRIVATE_CODE && !known.has(code));
	return [...faults, ...unknown.map((code) => `has a row for close code ${code}, which the source does not have`)];
}

/**
 * @param {string} markdown
 * @param {string} heading
 * @returns {string[][]} cells of the first table below the heading, with its head and the line below that
 */
function rowsOf(markdown, heading) {
	const section = markdown.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
	const table = /(?:^\|.*\n)+/m.exec(section)?.[0] ?? "";
	return table
		.split("\n")
		.filter((line) => line !== "")
		.map((line) =>
			line
				.split("|")
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
}

/**
 * @param {string} column
 * @returns {number[]}
 */
function readCodes(column) {
	return column.split(",").flatMap((part) => {
		const [, first, last = first] = /^\s*(\d{4})(?: to (\d{4}))?\s*$/.exec(part) ?? [];
		if (first === undefined) return [];
		return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
	});
}

/**
 * @param {object} codes an enum of TypeScript, which holds its names by their numbers too
 * @returns {Record<string, number>}
 */
export function codesOf(codes) {
	return Object.fromEntries(Object.entries(codes).filter(([, code]) => typeof code === "number"));
}
