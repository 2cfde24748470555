/** Checks that the tables of scenes, clients and known bugs agree. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clientLines } from "../../../gateway-server/cli/clientLines.ts";
import { CLIENTS } from "./clients.ts";
import { COURSES } from "./courses.ts";
import { OWN_FAULTS } from "./ownFaults.ts";

const names = COURSES.flatMap(({ scenes }) => scenes.map(({ name }) => name));

describe("tables of published clients", () => {
	it("should name each scene once", () => {
		assert.deepEqual([...new Set(names)], names);
	});

	it("should have a client for each line of npm run serve", () => {
		const libraries = clientLines({ url: "wss://127.0.0.1:1", token: "t" }).map(({ library }) => library);
		assert.deepEqual([...new Set(CLIENTS.map(({ library }) => library))].sort(), [...libraries].sort());
	});

	for (const { name, version } of CLIENTS) {
		it(`should know the exact version of ${name}`, () => assert.match(version, /^\d+\.\d+\.\d+$/));
	}

	for (const { client, scene } of OWN_FAULTS) {
		it(`should know the client and the scene of ${client}, ${scene}`, () => {
			assert.ok(CLIENTS.some(({ name }) => name === client));
			assert.ok(names.includes(scene));
		});
	}
});
