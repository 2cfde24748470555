/** Kills a bot's process again and again. Nothing is lost: the bot acknowledges to Discord only what is written. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { GatewayServer } from "../../../gateway-server/GatewayServer.ts";
import { buildToken } from "../../../gateway-server/main/fixtures/token.ts";
import { runProgram } from "../../../shared/support/runProgram.ts";

const PROGRAM = fileURLToPath(new URL("../../support/botProcess.ts", import.meta.url));
const KILLS = 3;
/** Events before each kill, and milliseconds between two. */
const EVENTS = 60;
const PAUSE = 4;

/** Numbers of the events that a process heard. */
function heardIn(output: string): ReadonlyArray<number> {
	return [...output.matchAll(/^TEST (\d+)$/gm)].map(([, number]) => Number(number));
}

it("should lose no event and identify once, however often it is killed", { timeout: 180_000 }, async (context) => {
	const server = new GatewayServer({ replaySize: 10_000 });
	await server.listen();
	const folder = mkdtempSync(join(tmpdir(), "bot-"));
	context.after(async () => {
		await server.close();
		rmSync(folder, { recursive: true, force: true });
	});
	let identifies = 0;
	server.onEvent(({ kind }) => (identifies += kind === "identified" ? 1 : 0));
	const parameters = [server.endpoint, buildToken(server.botUser.id), folder];
	let sent = 0;
	const runs: Array<ReadonlyArray<number>> = [];
	for (let run = 0; run <= KILLS; run += 1) {
		const { child, printed, said, closed } = runProgram(context, PROGRAM, parameters);
		await said(/(STATE ready)/);
		const [session = ""] = server.mainSessionIds;
		for (let event = 0; event < EVENTS; event += 1) {
			server.dispatchToSession(session, "TEST", { number: (sent += 1) });
			await delay(PAUSE);
		}
		if (run === KILLS) while (!printed.output.includes(`TEST ${sent}\n`)) await once(child, "printed");
		child.kill("SIGKILL");
		await closed;
		runs.push(heardIn(printed.output));
		assert.ok(!printed.output.includes("GAP"));
		server.dispatchToSession(session, "TEST", { number: (sent += 1) });
	}
	for (const heard of runs) {
		const [first = 0] = heard;
		assert.deepEqual(
			heard,
			Array.from(heard, (_, index) => first + index),
			"once and in order",
		);
	}
	const all = new Set(runs.flat());
	assert.deepEqual([all.size, identifies], [sent - 1, 1]);
});
