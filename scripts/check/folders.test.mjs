import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { folderFaults, MOST_FILES } from "./folders.mjs";

/**
 * @param {number} count
 * @param {string} ending
 */
const files = (count, ending) => Array.from({ length: count }, (_, index) => `src/a/file${index}${ending}`);

describe("folderFaults", () => {
	it("should allow as many source files as the limit", () => {
		assert.deepEqual(folderFaults(files(MOST_FILES, ".ts")), []);
	});

	it("should refuse a folder with one source file more", () => {
		assert.deepEqual(folderFaults(files(MOST_FILES + 1, ".ts")), [
			`src/a/: ${MOST_FILES + 1} source files, at most ${MOST_FILES}; make folders by subject`,
		]);
	});

	it("should not count tests, specs and documents", () => {
		const others = [".test.ts", ".spec.ts", ".md"].flatMap((ending) => files(MOST_FILES, ending));
		assert.deepEqual(folderFaults([...files(MOST_FILES, ".mjs"), ...others]), []);
	});

	it("should refuse a file beside the folder of its name", () => {
		assert.deepEqual(folderFaults(["packages/relay/cli.ts", "packages/relay/cli/main.ts"]), [
			"packages/relay/cli.ts: lies beside the folder of its name; move it in",
		]);
	});

	it("should allow the test of an index beside its folder", () => {
		assert.deepEqual(folderFaults(["a/cli.test.ts", "a/cli/main.ts"]), []);
	});
});
