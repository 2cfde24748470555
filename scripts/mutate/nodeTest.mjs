/**
 * `node:test` for tests that Mocha runs: as much of it as the tests of the table use. `bundle.mjs` puts it in its place.
 * Stryker's runner of Mocha keeps the tests in one process, and runs those alone that reach a mutant: milliseconds each.
 * Edge: Mocha's globals.
 */

/**
 * @typedef {object} Context
 * @property {(cleanUp: () => unknown) => void} after
 */

/**
 * @typedef {(context: Context) => unknown} Test
 */

/** Milliseconds that a test may take: a mutant may leave it waiting for ever. */
const TEST_LIMIT = 15_000;

/** @type {any} */
const mocha = globalThis;

export const { before, beforeEach, after, afterEach } = mocha;

/**
 * @param {string} name
 * @param {...unknown} rest options, which are left out, and the suite
 */
export function describe(name, ...rest) {
	mocha.describe(name, rest.at(-1));
}

/**
 * @param {string} name
 * @param {...unknown} rest options, which are left out, and the test
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
