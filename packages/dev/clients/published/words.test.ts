import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PublishedClient } from "./clients.ts";
import type { Course } from "./courses.ts";
import { choose } from "./words.ts";

const clientOf = (name: string, hasVoice: boolean): PublishedClient => ({
	name,
	library: name,
	version: "1",
	hasVoice,
	command: [],
});
const courseOf = (isVoice: boolean, ...names: ReadonlyArray<string>): Course => ({
	scenes: names.map((name) => ({ name, play: async () => {} })),
	isVoice,
	options: {},
});

const CLIENTS = [clientOf("eris", true), clientOf("hikari", false)];
const COURSES = [courseOf(false, "login", "guild"), courseOf(false, "op 7"), courseOf(true, "voice join")];

const chosen = (isSelected?: (client: string, scene: string) => boolean): ReadonlyArray<string> =>
	choose(CLIENTS, isSelected, COURSES).map(({ client, course }) => `${client.name}: ${course.scenes[0]?.name}`);

describe("choose", () => {
	it("should choose everything by default, and voice only for clients that have it", () => {
		assert.deepEqual(chosen(), ["eris: login", "eris: op 7", "eris: voice join", "hikari: login", "hikari: op 7"]);
	});

	it("should choose the scenes of a client", () => {
		assert.deepEqual(
			chosen((client) => client === "hikari"),
			["hikari: login", "hikari: op 7"],
		);
	});

	it("should choose a scene's whole course", () => {
		assert.deepEqual(
			chosen((_client, scene) => scene === "guild"),
			["eris: login", "hikari: login"],
		);
	});
});
