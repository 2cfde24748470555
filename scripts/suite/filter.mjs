/**
 * The filter that may follow the command of a test suite: `npm run test:unit -- voice resume`. Pure.
 *
 * A filter is one or more words, in any case. It selects the files whose path contains every word; if no path does, the
 * tests whose path and full name together contain every word.
 */

/**
 * @typedef {object} Test
 * @property {string} path of its file, or of what its suite has in place of files
 * @property {string} name full: all describes and the test, with a space between
 */

/**
 * What a suite is to run.
 * @typedef {object} Selection
 * @property {readonly string[]} paths
 * @property {readonly string[]} [tests] `testKey` of each; all tests of the paths by default
 */

/** How many names an error suggests. */
const SUGGESTIONS = 3;

/**
 * Identifies a test. A line break in a name counts as a space.
 * @param {Test} test
 * @returns {string}
 */
export function testKey({ path, name }) {
	return `${path}\t${name.replace(/\s+/g, " ").trim()}`;
}

/**
 * @param {readonly string[]} words
 * @param {string} text
 * @returns {boolean}
 */
export function containsAll(words, text) {
	const lower = text.toLowerCase();
	return words.every((word) => lower.includes(word.toLowerCase()));
}

/**
 * @param {readonly string[]} words
 * @param {readonly string[]} paths
 * @returns {Selection | undefined} undefined if no path contains every word
 */
export function selectPaths(words, paths) {
	const selected = paths.filter((path) => containsAll(words, path));
	return selected.length === 0 ? undefined : { paths: selected };
}

/**
 * @param {readonly string[]} words
 * @param {readonly Test[]} tests
 * @returns {Selection | undefined} undefined if no test has every word
 */
export function selectTests(words, tests) {
	const selected = tests.filter(({ path, name }) => containsAll(words, `${path} ${name}`));
	if (selected.length === 0) return undefined;
	return { paths: [...new Set(selected.map(({ path }) => path))], tests: selected.map(testKey) };
}

/**
 * @param {readonly string[]} words
 * @param {readonly Test[]} tests
 * @returns {string} an error for a filter that selects nothing, with the nearest names
 */
export function noMatch(words, tests) {
	const paths = [...new Set(tests.map(({ path }) => path))];
	const candidates = [...paths, ...tests.map(({ path, name }) => `${path}: ${name}`)];
	const wanted = words.map((word) => word.toLowerCase());
	const nearest = candidates
		.map((text) => ({ text, distance: sum(wanted.map((word) => distanceWithin(word, text.toLowerCase()))) }))
		.sort((a, b) => a.distance - b.distance || a.text.length - b.text.length || (a.text < b.text ? -1 : 1))
		.slice(0, SUGGESTIONS);
	return [
		`no test has ${words.map((word) => JSON.stringify(word)).join(" and ")} in its path or its full name`,
		"The nearest are:",
		...nearest.map(({ text }) => `  ${text}`),
		"A filter is one or more words, in any case. It selects the files whose path contains every word;",
		"if no path does, the tests whose path and full name together contain every word.",
	].join("\n");
}

/**
 * Edit distance of a word from the part of a text that is nearest to it. Two letters in each other's place count as one edit.
 * @param {string} word
 * @param {string} text
 * @returns {number}
 */
export function distanceWithin(word, text) {
	// a row for each letter of the word; the part may begin anywhere, so the first row is free
	let [before, row] = [/** @type {number[]} */ ([]), new Array(text.length + 1).fill(0)];
	for (let i = 1; i <= word.length; i++) {
		const next = [i];
		for (let j = 1; j <= text.length; j++) {
			const isSame = word[i - 1] === text[j - 1];
			let distance = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (isSame ? 0 : 1));
			const isSwap = i > 1 && j > 1 && word[i - 1] === text[j - 2] && word[i - 2] === text[j - 1];
			if (isSwap) distance = Math.min(distance, before[j - 2] + 1);
			next.push(distance);
		}
		[before, row] = [row, next];
	}
	return Math.min(...row);
}

/**
 * @param {readonly number[]} numbers
 * @returns {number}
 */
function sum(numbers) {
	return numbers.reduce((total, number) => total + number, 0);
}
