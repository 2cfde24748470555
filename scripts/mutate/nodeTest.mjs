/**
 * The part of `node:test` that the tests in the table use, on top of Mocha. `bundle.mjs` substitutes it. Stryker's Mocha runner
 * keeps the tests in one process and runs only those that reach a mutant, in milliseconds each.
 * Edge: Mocha's globals.
 */

/**
 * @typedef {object} Context
 * @property {(cleanUp: () => unknown) => void} after
 */

/**
 * @typedef {(context: Context) => unknown} Test
 */

/** Milliseconds that a test may take: a mutant may make it wait forever. */
const TEST_LIMIT = 15_000;

/** @type {any} */
const mocha = globalThis;

export const { before, beforeEach, after, afterEach } = mocha;

/**
 * @param {string} name
 * @param {...unknown} rest options, which are ignored, and the suite
 */
export function describe(name, ...rest) {
	mocha.describe(name, rest.at(-1));
}

/**
 * @param {string} name
 * @param {...unknown} rest options, which are ignored, and the test
 */
export function it(name, ...rest) {
	const test = /** @type {Test} */ (rest.at(-1));
	const run = async () => {
		/** @type {(() => unknown)[]} */
		const cleanUps = [];
		try {
			await test({ after: (cleanUp) => cleanUps.push(cleanUp) });
		} finally {
			for (const cleanUp of cleanUps) await cleanUp();
		}
	};
	mocha.it(name, run).timeout(TEST_LIMIT);
}

export { it as test };
