/**
 * Finds text that names one machine: absolute paths of a workplace, and hosts of package registries. Pure.
 * The patterns are built from parts so that this file does not match itself.
 */

const HOMES = ["work", "root", "home", "Users"].join("|");

const HOSTS = [
	["npmjs", "org"],
	["registry", "npmjs", "com"],
	["yarnpkg", "com"],
	["crates", "io"],
	["pypi", "org"],
	["pythonhosted", "org"],
	...["deb", "security", "ftp", "snapshot"].map((name) => [name, "debian", "org"]),
].map((parts) => parts.join("\\."));

/** @type {readonly { what: string, pattern: RegExp }[]} */
const PATTERNS = [
	// not inside a longer path or an address
	{ what: "path of one machine", pattern: new RegExp(`(?<![\\w.~@/*-])/(?:${HOMES})/[\\w.-]*`) },
	{ what: "host of a package registry", pattern: new RegExp(`\\b(?:${HOSTS.join("|")})\\b`) },
	{ what: "address in a package lock", pattern: /"resolved": "\w+:[^"]*/ },
];

/**
 * @param {string} text
 * @returns {string[]} a message for each finding, with its line
 */
export function findMachineNames(text) {
	return text.split("\n").flatMap((line, index) =>
		PATTERNS.flatMap(({ what, pattern }) => {
			const found = line.match(pattern);
			return found ? [`line ${index + 1}: ${what}: ${found[0]}`] : [];
		}),
	);
}
