import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isInstalled, isLocked } from "./packagesMatch.mjs";

const wanted = {
	packages: {
		"": { version: "0.1.0" },
		"node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
		"node_modules/other-platform": { version: "1.0.0", integrity: "sha512-o", optional: true },
		"node_modules/server": { link: true },
		server: { version: "0.1.0" },
	},
};
const installed = without(wanted.packages, "", "node_modules/other-platform");

/**
 * @param {Record<string, import("./packagesMatch.mjs").LockedPackage>} packages
 * @param {string[]} names
 */
function without(packages, ...names) {
	return Object.fromEntries(Object.entries(packages).filter(([name]) => !names.includes(name)));
}

describe("isInstalled", () => {
	it("should accept what npm recorded, without an optional package of another platform", () => {
		assert.ok(isInstalled(wanted, { packages: installed }));
	});

	it("should refuse a missing package", () => {
		assert.ok(!isInstalled(wanted, { packages: without(installed, "node_modules/a") }));
	});

	it("should refuse another version", () => {
		const packages = { ...installed, "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } };
		assert.ok(!isInstalled(wanted, { packages }));
	});

	it("should refuse other contents of the same version", () => {
		const packages = { ...installed, "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } };
		assert.ok(!isInstalled(wanted, { packages }));
	});

	it("should refuse a package that is no longer wanted", () => {
		assert.ok(!isInstalled(wanted, { packages: { ...installed, "node_modules/b": { version: "1.0.0" } } }));
	});
});

describe("isLocked", () => {
	it("should accept the same dependencies in any order", () => {
		assert.ok(isLocked({ dependencies: { a: "1", b: "2" } }, { dependencies: { b: "2", a: "1" } }));
	});

	it("should refuse a dependency that package-lock.json does not have", () => {
		assert.ok(!isLocked({ devDependencies: { a: "1" } }, {}));
	});

	it("should refuse another range", () => {
		assert.ok(!isLocked({ dependencies: { a: "^1" } }, { dependencies: { a: "^2" } }));
	});

	it("should refuse a workspace that package-lock.json does not have", () => {
		assert.ok(!isLocked({}, undefined));
	});
});
