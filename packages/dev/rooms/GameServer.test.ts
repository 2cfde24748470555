import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { GameServer } from "./GameServer.ts";
import { until } from "./until.ts";

const ADA = "Ada (1191168914315280384)";

/** Starts a game server that prints these lines in place of Lune, and stays unless they end it. */
async function start(context: TestContext, lines: ReadonlyArray<string>, ending = "setInterval(() => {}, 1000)") {
	const folder = await mkdtemp(join(tmpdir(), "game-"));
	const path = join(folder, "lune");
	const prints = lines.map((line) => `console.log(${JSON.stringify(line)});`).join("\n");
	await writeFile(path, `#!${process.execPath}\n${prints}\n${ending};\n`);
	await chmod(path, 0o755);
	const before = process.env["VOICE_GATEWAY_LUNE"];
	process.env["VOICE_GATEWAY_LUNE"] = path;
	const heard: Array<string> = [];
	const failures: Array<string> = [];
	const game = new GameServer({
		variables: {},
		listener: (kind, text) => heard.push(`${kind} ${text}`),
		onFailed: (reason) => failures.push(reason),
	});
	if (before === undefined) delete process.env["VOICE_GATEWAY_LUNE"];
	else process.env["VOICE_GATEWAY_LUNE"] = before;
	context.after(async () => {
		await game.close();
		await rm(folder, { recursive: true });
	});
	return { game, heard, failures };
}

describe("GameServer", () => {
	it("should read the reports of its process", async (context) => {
		const { game, heard } = await start(context, [
			"@state\tready",
			"@speakers\tlive",
			'@roster\t[{"id":"1","name":"Ada"}]',
			"@encrypted\tepoch 2, privacy code 12345 67890 12345 67890 12345 67890",
			"@closed\tover",
		]);
		await until(
			() => game.told,
			() => heard.length === 5,
		);
		assert.deepEqual(game.roster, [{ id: "1", name: "Ada" }]);
		assert.deepEqual(game.codes, ["123456789012345678901234567890"]);
		assert.deepEqual([game.liveCount, game.isLive, game.told], [1, false, "closed, over, speakers live"]);
	});

	it("should be live only while it is ready and speakers are", async (context) => {
		const lines = [
			"@speakers\tlive",
			"@state\tready",
			"@state\taway: NetFail",
			"@state\tready",
			"@speakers\tnone: kicked",
		];
		const { game, heard } = await start(context, lines);
		await until(
			() => game.told,
			() => heard.length === 5,
		);
		assert.deepEqual([game.liveCount, game.isLive], [2, false]);
	});

	it("should match speech with packets", async (context) => {
		const { game, heard } = await start(context, [
			"@state\tready",
			"@speakers\tlive",
			`@speaks\t${ADA}`,
			`@silent\t${ADA}`,
		]);
		await until(
			() => game.told,
			() => heard.length === 4,
		);
		const { falseStarts, falseStops } = game.speech.summary();
		assert.deepEqual([falseStarts, falseStops], [1, 1], "no packets were sent");
	});

	it("should report an end that nobody asked for", async (context) => {
		const { failures } = await start(context, ["@closed\tno way in"], "process.exit(3)");
		await until(
			() => "a failure",
			() => failures.length === 1,
		);
		assert.equal(failures[0], "exit code 3, closed, no way in, speakers unknown");
	});

	it("should close a stalled process", async (context) => {
		const { game, heard, failures } = await start(context, ["@state\tready"]);
		await until(
			() => game.told,
			() => heard.length === 1,
		);
		game.stall();
		await game.close();
		assert.deepEqual(failures, []);
	});
});
