import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { pino } from "pino";
import { FileStateStore } from "./FileStateStore.ts";
import type { CellStore } from "./StateStore.ts";

const SESSION = { sessionId: "a", resumeUrl: "wss://b", s: 5, userId: "42" };
const NAME = { bot: "main", shard: 0, shards: 1, key: "k" };

interface Scene {
	readonly folder: string;
	readonly logs: Array<string>;
	/** The cell, as another process opens it. */
	readonly open: (changes?: Partial<typeof NAME>) => CellStore;
}

function start(context: TestContext): Scene {
	const root = mkdtempSync(join(tmpdir(), "state-"));
	context.after(() => rmSync(root, { recursive: true, force: true }));
	const logs: Array<string> = [];
	const log = pino({ base: null }, { write: (line: string) => void logs.push(line) });
	return {
		folder: join(root, "main", "0-of-1"),
		logs,
		open: (changes = {}) => new FileStateStore(root, log).cell({ ...NAME, ...changes }),
	};
}

/** What a test does to the files of a cell with the guilds 1 and 2. */
const DAMAGE: ReadonlyArray<readonly [name: string, damage: (folder: string) => void]> = [
	["a torn session", (folder) => writeFileSync(join(folder, "session.json"), '{"version":1')],
	["an empty session", (folder) => writeFileSync(join(folder, "session.json"), "")],
	["a torn guild", (folder) => writeFileSync(join(folder, "guild-2.json"), '{"version":1')],
	["a missing guild", (folder) => rmSync(join(folder, "guild-1.json"))],
	["a foreign guild", (folder) => writeFileSync(join(folder, "guild-1.json"), '{"version":1,"key":"x","guild":{}}')],
];

describe("FileStateStore", () => {
	it("should have nothing at first, without a complaint", (context) => {
		const { open, logs } = start(context);
		assert.deepEqual([open().load(), logs], [undefined, []]);
	});

	it("should load what was saved", async (context) => {
		const { open } = start(context);
		const store = open();
		await store.save(SESSION, new Map([["1", { a: 1 }]]));
		await store.save({ ...SESSION, s: 6 }, new Map([["2", { b: 2 }]]));
		assert.deepEqual(open().load(), { session: { ...SESSION, s: 6 }, guilds: [{ a: 1 }, { b: 2 }] });
	});

	it("should be readable by its user alone, and leave no other file", async (context) => {
		const { open, folder } = start(context);
		const store = open();
		await store.save(SESSION, new Map([["1", {}]]));
		assert.deepEqual(readdirSync(folder).sort(), ["guild-1.json", "session.json"]);
		const modes = [folder, join(folder, "session.json"), join(folder, "guild-1.json")].map(
			(path) => statSync(path).mode & 0o777,
		);
		assert.deepEqual(modes, [0o700, 0o600, 0o600]);
	});

	it("should forget a guild that is gone", async (context) => {
		const { open, folder } = start(context);
		const store = open();
		await store.save(
			SESSION,
			new Map([
				["1", {}],
				["2", {}],
			]),
		);
		await store.save(SESSION, new Map([["1", undefined]]));
		assert.deepEqual([open().load()?.guilds.length, readdirSync(folder).length], [1, 2]);
	});

	it("should keep the guilds that an earlier process saved", async (context) => {
		const { open } = start(context);
		const first = open();
		await first.save(SESSION, new Map([["1", { a: 1 }]]));
		const second = open();
		second.load();
		await second.save({ ...SESSION, s: 9 }, new Map());
		assert.deepEqual(open().load(), { session: { ...SESSION, s: 9 }, guilds: [{ a: 1 }] });
	});

	it("should not keep them if they are not used", async (context) => {
		const { open } = start(context);
		const first = open();
		await first.save(SESSION, new Map([["1", {}]]));
		const second = open();
		second.load();
		second.forget();
		await second.save(SESSION, new Map());
		assert.deepEqual(open().load()?.guilds, []);
	});

	it("should write the guilds before the session", async (context) => {
		const { open, folder } = start(context);
		const store = open();
		await store.save(SESSION, new Map([["1", { a: 1 }]]));
		mkdirSync(join(folder, "session.json.new"));
		await assert.rejects(store.save({ ...SESSION, s: 6 }, new Map([["1", { a: 2 }]])), /EISDIR/);
		assert.deepEqual(open().load(), { session: SESSION, guilds: [{ a: 2 }] });
	});

	it("should reject a guild ID that is no number", async (context) => {
		const { open } = start(context);
		await assert.rejects(
			open().save(SESSION, new Map([["../1", {}]])),
			/guild ID must be decimal digits, got ..\/1/,
		);
	});

	for (const [name, damage] of DAMAGE) {
		it(`should ignore ${name}, and say so`, async (context) => {
			const { open, folder, logs } = start(context);
			const store = open();
			await store.save(
				SESSION,
				new Map([
					["1", {}],
					["2", {}],
				]),
			);
			damage(folder);
			assert.equal(open().load(), undefined);
			assert.match(logs.join(""), /saved session ignored/);
		});
	}

	it("should ignore the session of another token", async (context) => {
		const { open, logs } = start(context);
		const store = open();
		await store.save(SESSION, new Map());
		assert.equal(open({ key: "other" }).load(), undefined);
		assert.match(logs.join(""), /another bot or token/);
		assert.ok(!logs.join("").includes('"a"'));
	});

	it("should keep nothing of a session that has ended", async (context) => {
		const { open, folder } = start(context);
		const store = open();
		await store.save(SESSION, new Map([["1", {}]]));
		await store.clear();
		assert.deepEqual([open().load(), readdirSync(folder)], [undefined, []]);
	});

	it("should name the setting if the directory cannot be made", async (context) => {
		const { folder, open } = start(context);
		await open().save(SESSION, new Map());
		const file = join(folder, "session.json");
		assert.throws(
			() => new FileStateStore(file, pino({ level: "silent" })),
			/^Error: RELAY_STATE_DIR: .* cannot be written to: EEXIST$/,
		);
	});
});
