import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it, type TestContext } from "node:test";
import { runProgram } from "../../shared/support/runProgram.ts";

const START = fileURLToPath(new URL("./start.ts", import.meta.url));

/** Runs the demo with another program in place of Lune. */
async function run(context: TestContext, lune: string, ...args: ReadonlyArray<string>) {
	const folder = await mkdtemp(join(tmpdir(), "demo-"));
	context.after(() => rm(folder, { recursive: true }));
	const path = join(folder, "lune");
	await writeFile(path, `#!${process.execPath}\n${lune}\n`, { mode: 0o755 });
	return runProgram(context, START, args, { ...process.env, VOICE_URL: "", VOICE_GATEWAY_LUNE: path });
}

/** A game server, or session, that stays. */
const STAYS = 'console.log("@state\\tpid " + process.pid); setInterval(() => {}, 1000);';
const ENDS = 'console.log("@closed\\tno way in"); process.exit(1);';

describe("npm start", () => {
	for (const way of [[], ["--direct"]]) {
		const words = ["--watch", ...way];
		it(`should serve its page and exit cleanly on SIGINT with ${words.join(" ")}`, async (context) => {
			const { child, closed, said } = await run(context, STAYS, ...words);
			const page = await fetch(await said(/inspector +(http:\S+)/));
			assert.equal(page.status, 200);
			assert.match(await page.text(), /<title>Gateway inspector<\/title>/);
			const pid = Number(await said(/pid +(\d+)/));
			child.kill("SIGINT");
			assert.equal(await closed, 0);
			assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
		});
	}

	it("should fail if its session failed, with or without --watch", async (context) => {
		for (const words of [["--direct"], ["--direct", "--watch"]]) {
			const { printed, closed } = await run(context, ENDS, ...words);
			assert.equal(await closed, 1);
			assert.match(printed.output, /closed +no way in\n[^]*failed: see above\n$/);
			assert.equal(printed.output.includes("Continuing"), false);
		}
	});

	it("should fail if a game server ends", async (context) => {
		const { printed, closed } = await run(context, ENDS);
		assert.equal(await closed, 1);
		assert.match(printed.output, /error: game \d ended: exit code 1, closed, no way in/);
	});

	it("should not open a page without --watch", async (context) => {
		const { printed, closed } = await run(context, "process.exit(1);");
		assert.equal(await closed, 1);
		assert.equal(printed.output.includes("inspector"), false);
	});
});
