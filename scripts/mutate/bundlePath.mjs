/**
 * Path of the bundle of a test file. It is in the same folder, because tests find their data by their own path. Pure.
 * @param {string} path of a test in TypeScript
 * @returns {string}
 */
export function bundlePath(path) {
	return path.replace(/\.ts$/, ".bundle.mjs");
}
