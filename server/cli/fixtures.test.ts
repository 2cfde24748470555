import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ALICE, BOB } from "../support/fixtures.ts";
import { parseFixtures, readFixtures } from "./fixtures.ts";

describe("parseFixtures", () => {
	it("should read sessions", () => {
		assert.deepEqual(parseFixtures(JSON.stringify({ sessions: [ALICE, BOB] })), [ALICE, BOB]);
	});

	const { token: _token, ...tokenless } = ALICE;
	const faults = [
		{ given: "{oops", message: "not JSON" },
		{ given: "[]", message: 'must be an object with "sessions"' },
		{ given: "null", message: 'must be an object with "sessions"' },
		{ given: "{}", message: "sessions must be an array, not empty" },
		{ given: '{"sessions":[]}', message: "sessions must be an array, not empty" },
		{ given: '{"sessions":[],"guilds":1}', message: '"guilds" is unknown; there is "sessions" alone' },
		{ given: '{"sessions":[3]}', message: "sessions[0] must be an object" },
		{
			given: JSON.stringify({ sessions: [ALICE, tokenless] }),
			message: "sessions[1].token must be a non-empty string",
		},
		{
			given: JSON.stringify({ sessions: [{ ...ALICE, userId: 5 }] }),
			message: "sessions[0].userId must be a non-empty string",
		},
		{
			given: JSON.stringify({ sessions: [{ ...ALICE, nick: "a" }] }),
			message: "sessions[0].nick is unknown; there are serverId, channelId, userId, sessionId, token",
		},
		{
			given: JSON.stringify({ sessions: [ALICE, ALICE] }),
			message: 'sessions[1].sessionId is taken already: "session-of-alice"',
		},
	];
	for (const { given, message } of faults) {
		it(`should say: ${message}`, () => assert.throws(() => parseFixtures(given), { message }));
	}
});

describe("readFixtures", () => {
	it("should name the file, and never its tokens", async (context) => {
		const folder = await mkdtemp(join(tmpdir(), "fixtures-"));
		context.after(() => rm(folder, { recursive: true }));
		const path = join(folder, "a.json");
		await assert.rejects(readFixtures(path), { message: `fixtures file ${path}: not found` });
		await writeFile(path, '{"token":"secret');
		await assert.rejects(readFixtures(path), { message: `fixtures file ${path}: not JSON` });
	});
});
