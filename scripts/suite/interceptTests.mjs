/**
 * Stands between a test file and `node:test`, before the file is loaded. Node 20 can narrow a run only by the last part
 * of a name, and lists no names without running the tests. Edge: a builtin module.
 */

import { createRequire, syncBuiltinESMExports } from "node:module";

/** Forms such as `it.skip`. */
const VARIANTS = ["skip", "todo", "only"];

/**
 * @typedef {object} Interceptor
 * @property {(name: string, run: () => void) => void} onTest gets the full name of each test; `run` declares it to Node
 * @property {(name: string, run: () => void) => void} onSuite gets the full name of each suite; `run` declares it to Node
 */

/**
 * Replaces `describe`, `it` and `test`. What a suite's function declares is intercepted while that function runs.
 * @param {Interceptor} interceptor
 */
export function interceptTests({ onTest, onSuite }) {
	const nodeTest = createRequire(import.meta.url)("node:test");
	/** Names of the enclosing suites. @type {string[]} */
	const suites = [];
	/** @param {any[]} words parameters of describe @returns {any[]} the same, with the suite's name kept while it runs */
	const inside = (words) =>
		words.map((word) => {
			if (typeof word !== "function") return word;
			return (/** @type {any[]} */ ...rest) => {
				suites.push(words[0]);
				try {
					return word(...rest);
				} finally {
					suites.pop();
				}
			};
		});
	/** @param {any} original @returns {any} */
	const suite =
		(original) =>
		(/** @type {any[]} */ ...words) =>
			onSuite([...suites, words[0]].join(" "), () => original(...inside(words)));
	/** @param {any} original @returns {any} */
	const test =
		(original) =>
		(/** @type {any[]} */ ...words) =>
			onTest([...suites, words[0]].join(" "), () => original(...words));
	for (const [name, wrap] of /** @type {const} */ ([
		["describe", suite],
		["it", test],
		["test", test],
	])) {
		const original = nodeTest[name];
		nodeTest[name] = wrap(original);
		for (const variant of VARIANTS) nodeTest[name][variant] = wrap(original[variant]);
	}
	syncBuiltinESMExports();
}
