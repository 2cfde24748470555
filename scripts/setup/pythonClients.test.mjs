import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRequirements } from "./pythonClients.mjs";

describe("parseRequirements", () => {
	it("should leave out comments and empty lines", () => {
		assert.deepEqual(parseRequirements("# clients\n\na==1  # why\r\nb==2\n"), ["a==1", "b==2"]);
	});
});
