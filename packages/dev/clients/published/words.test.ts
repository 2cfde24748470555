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

const chosen = (word?: string): ReadonlyArray<string> =>
	choose(CLIENTS, word, COURSES).map(({ client, course }) => `${client.name}: ${course.scenes[0]?.name}`);

describe("choose", () => {
	it("should choose everything without a word, but voice for those who have it", () => {
		assert.deepEqual(chosen(), ["eris: login", "eris: op 7", "eris: voice join", "hikari: login", "hikari: op 7"]);
	});

	it("should choose a client by a part of its name, in any case", () => {
		assert.deepEqual(chosen("HIK"), ["hikari: login", "hikari: op 7"]);
	});

	it("should choose a scene with its course", () => {
		assert.deepEqual(chosen("guild"), ["eris: login", "hikari: login"]);
	});

	it("should refuse a word that nothing has, and name all", () => {
		assert.throws(
			() => chosen("nothing"),
			/no client and no scene has "nothing".*eris, hikari, login, guild, op 7/,
		);
	});
});
