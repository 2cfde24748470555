import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildGuild, buildUser } from "./fixtures/builders.ts";
import { areIntents, DEFAULT_TOKEN, resolveMainOptions, type MainOptions } from "./mainOptions.ts";

/** By hand: rejected options. They may come from JSON, which has no types. */
const REFUSED: ReadonlyArray<readonly [options: object, message: RegExp]> = [
	[{ token: "" }, /token must be a non-empty string or several/],
	[{ token: [] }, /token must be/],
	[{ token: [1] }, /token must be/],
	[{ user: { username: "x" } }, /user must be an object with an id/],
	[{ user: null }, /user must be/],
	[{ guilds: {} }, /guilds must be an array of guilds/],
	[{ guilds: [{ id: "1" }] }, /guilds must be/],
	[{ guilds: [null] }, /guilds must be/],
	[{ privilegedIntents: 1 }, /privilegedIntents must be/],
	[{ restLimit: null }, /restLimit must be an object with requests from 1/],
	[{ restLimit: 5 }, /restLimit must be/],
	[{ restLimit: { requests: 0 } }, /restLimit must be/],
	[{ restLimit: { window: 0.5 } }, /restLimit must be/],
	[{ restLimit: { per: 1 } }, /restLimit must be/],
	[{ sessionStartLimit: { total: -1 } }, /sessionStartLimit must be/],
	[{ sessionStartLimit: { total: 1, resetAfter: "1" } }, /sessionStartLimit must be/],
];

describe("resolveMainOptions", () => {
	for (const [options, message] of REFUSED) {
		it(`should refuse ${JSON.stringify(options)}`, () => {
			assert.throws(() => resolveMainOptions(options as MainOptions), { name: "RangeError", message });
		});
	}

	it("should default to one bot, one guild and one token", () => {
		const { authenticate, user, application, guilds, maxConcurrency, sessionStartLimit } = resolveMainOptions({});
		assert.deepEqual(
			[authenticate(DEFAULT_TOKEN), authenticate(DEFAULT_TOKEN.slice(1)), authenticate("")],
			[true, false, false],
		);
		assert.equal(user.bot, true);
		assert.equal(application.id, user.id);
		assert.equal(guilds.length, 1);
		assert.ok(guilds[0]?.members.some((member) => member.user.id === user.id));
		assert.deepEqual([maxConcurrency, sessionStartLimit], [1, { total: 1000, resetAfter: 86_400_000 }]);
	});

	it("should accept several tokens, or a check instead", () => {
		const several = resolveMainOptions({ token: ["a", "b"] });
		assert.deepEqual(
			["a", "b", "c"].map((token) => several.authenticate(token)),
			[true, true, false],
		);
		assert.equal(resolveMainOptions({ authenticate: (token) => token === "x" }).authenticate("x"), true);
	});

	it("should accept the caller's user and guilds", () => {
		const { user, guilds } = resolveMainOptions({
			user: buildUser({ id: "5" }),
			guilds: [buildGuild({ id: "6" })],
		});
		assert.deepEqual([user.id, guilds.map(({ id }) => id)], ["5", ["6"]]);
	});
});

describe("areIntents", () => {
	const cases: ReadonlyArray<readonly [intents: number, are: boolean]> = [
		[0, true],
		[1, true],
		[53_608_447, true],
		[1 << 17, true],
		[1 << 28, true],
		[1 << 29, false],
		[-1, false],
		[1.5, false],
		[2 ** 32 + 1, false],
		[2 ** 60, false],
	];
	for (const [intents, are] of cases) {
		it(`should return ${are} for ${intents}`, () => assert.equal(areIntents(intents), are));
	}
});
