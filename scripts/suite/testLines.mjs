/** The lines in which suites list their tests. Pure. */

/** Starts the line of a test. Other lines are output of the test files. */
const MARK = "@\t";

/**
 * @param {import("./filter.mjs").Test} test
 * @returns {string}
 */
export function formatTest({ path, name }) {
	return `${MARK}${path}\t${name.replace(/\s+/g, " ").trim()}`;
}

/**
 * @param {string} output
 * @returns {import("./filter.mjs").Test[]}
 */
export function parseTests(output) {
	return output
		.split(/\r?\n/)
		.filter((line) => line.startsWith(MARK))
		.map((line) => {
			const [path = "", name = ""] = line.slice(MARK.length).split("\t");
			return { path, name };
		});
}
