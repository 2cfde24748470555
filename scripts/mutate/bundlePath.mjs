/**
 * Path of what `bundle.mjs` makes of a test file: beside it, since tests find their data by their own path. Pure.
 * @param {string} path of a test in TypeScript
 * @returns {string}
 */
export function bundlePath(path) {
	return path.replace(/\.ts$/, ".bundle.mjs");
}
