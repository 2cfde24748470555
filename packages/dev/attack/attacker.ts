/**
 * The attacking process: runs one row for its time, then exits. The suite kills it if it does not.
 * Edge: processes.
 */

import { Arena } from "./arena/Arena.ts";
import type { AttackerTask, FromAttacker } from "./attackerMessages.ts";
import { ATTACKS } from "./attacks.ts";

/** Milliseconds that an attack may take to stop after its time. */
const GRACE = 1500;

const task = JSON.parse(process.argv[2] ?? "") as AttackerTask;
const attack = ATTACKS.find(({ name }) => name === task.name);
if (attack === undefined) throw new Error(`unknown attack: ${task.name}`);
const arena = new Arena(task);

process.on("disconnect", () => process.exit());
process.on("message", () => {
	setTimeout(() => arena.stop(), task.duration);
	setTimeout(done, task.duration + GRACE);
	attack.run(arena).then(done, (error: unknown) => {
		if (!arena.signal.aborted) arena.notes.fail(`attack failed: ${String(error)}`);
		done();
	});
});
tell({ kind: "ready" });

function done(): void {
	tell({ kind: "done", report: arena.notes.report() });
	process.disconnect();
}

function tell(message: FromAttacker): void {
	if (process.connected) process.send?.(message);
}
