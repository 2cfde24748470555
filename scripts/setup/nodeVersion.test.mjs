import assert from "node:assert/strict";
import { test } from "node:test";
import { isAtLeast } from "./nodeVersion.mjs";

const cases = /** @type {const} */ ([
	["v20.19.0", ">=20.19", true],
	["v20.20.2", ">=20.19", true],
	["v22.0.0", ">=20.19", true],
	["v20.18.9", ">=20.19", false],
	["v9.99.0", ">=20.19", false],
	["v20.9.0", "20.19.0", false],
	["v23.0.0-nightly", ">=20.19", true],
]);

for (const [version, minimum, expected] of cases) {
	test(`should ${expected ? "take" : "refuse"} Node ${version} where ${minimum} is asked for`, () => {
		assert.equal(isAtLeast(version, minimum), expected);
	});
}
