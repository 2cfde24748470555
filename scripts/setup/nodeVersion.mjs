/**
 * Checks whether this Node is new enough. Edge: reads package.json, prints.
 * Old syntax: this file must also parse on the Node versions that it rejects.
 */

import { readFileSync } from "fs";

/**
 * Compares dotted versions by number; a leading `v` or `>=` is ignored.
 * @param {string} version such as `v20.20.2`
 * @param {string} minimum such as `>=20.19`
 * @returns {boolean}
 */
export function isAtLeast(version, minimum) {
	const have = numbers(version);
	const want = numbers(minimum);
	for (let index = 0; index < want.length; index++) {
		const difference = (have[index] || 0) - want[index];
		if (difference !== 0) return difference > 0;
	}
	return true;
}

/**
 * Prints a message and sets exit code 1 when this Node is older than `engines` in package.json asks.
 * @returns {boolean}
 */
export function checkNodeVersion() {
	const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
	const minimum = manifest.engines.node;
	if (isAtLeast(process.version, minimum)) return true;
	console.error(
		"node is too old: this is " +
			process.version +
			", needed is " +
			minimum +
			"; install a newer Node.js and repeat",
	);
	process.exitCode = 1;
	return false;
}

/**
 * @param {string} version
 * @returns {number[]}
 */
function numbers(version) {
	return version
		.replace(/^[^0-9]*/, "")
		.split(".")
		.map(function (part) {
			return parseInt(part, 10);
		});
}
