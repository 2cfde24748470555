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
	it("should choose everything by default, and voice only for clients that have it", () => {
		assert.deepEqual(chosen(), ["eris: login", "eris: op 7", "eris: voice join", "hikari: login", "hikari: op 7"]);
	});

	it("should match part of a client's name, ignoring case", () => {
		assert.deepEqual(chosen("HIK"), ["hikari: login", "hikari: op 7"]);
	});

	it("should choose a scene's whole course", () => {
		assert.deepEqual(chosen("guild"), ["eris: login", "hikari: login"]);
	});

	it("should reject a word without a match and list all names", () => {
		assert.throws(
			() => chosen("nothing"),
			/no client and no scene has "nothing".*eris, hikari, login, guild, op 7/,
		);
	});
});
