/**
 * Tells whether node_modules holds what package-lock.json asks for, by the record that npm itself leaves there at the
 * end of every whole install (`node_modules/.package-lock.json`). Pure.
 */

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/** @typedef {{ packages: Record<string, LockedPackage> }} PackageLock */

/**
 * Compares the lock with npm's record of what is installed. An optional package may be absent: it is for another platform.
 * @param {PackageLock} wanted package-lock.json
 * @param {PackageLock} installed node_modules/.package-lock.json
 * @returns {boolean}
 */
export function isInstalled(wanted, installed) {
	const names = Object.keys(wanted.packages).filter((name) => name !== "");
	const isWhole = names.every((name) => {
		const want = wanted.packages[name];
		const have = installed.packages[name];
		if (have === undefined) return want.optional === true;
		return have.version === want.version && have.integrity === want.integrity && have.link === want.link;
	});
	return isWhole && Object.keys(installed.packages).every((name) => name in wanted.packages);
}

/**
 * Compares a package.json with its entry in package-lock.json.
 * @param {LockedPackage} manifest
 * @param {LockedPackage | undefined} locked
 * @returns {boolean}
 */
export function isLocked(manifest, locked) {
	const kinds = /** @type {const} */ ([
		"dependencies",
		"devDependencies",
		"optionalDependencies",
		"peerDependencies",
	]);
	return locked !== undefined && kinds.every((kind) => isSameRecord(manifest[kind] ?? {}, locked[kind] ?? {}));
}

/**
 * @param {object} left
 * @param {object} right
 * @returns {boolean}
 */
function isSameRecord(left, right) {
	const sorted = [left, right].map((record) => JSON.stringify(Object.entries(record).sort()));
	return sorted[0] === sorted[1];
}
