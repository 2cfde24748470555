/**
 * `npm run attack`: attacks a relay on this machine, row by row, each for a limited time, while another tenant (the witness)
 * polls it. Fails if a row slows those polls, closes the witness's socket, loses a record, or exceeds the memory limit.
 *
 *     npm run attack                            all rows
 *     npm run attack -- fragments --seconds 10  rows with "fragments" in their name
 */

import { readAttackOptions, HELP, type AttackOptions } from "./attackOptions.ts";
import type { Attack } from "./Attack.ts";
import { ATTACKS } from "./attacks.ts";
import { Children } from "./Children.ts";
import { tableHead, tableRow } from "./measure/report.ts";
import { CALM_FLOOR, faultsOf } from "./measure/verdict.ts";
import { BUFFER_TOTAL, runRow, startControl, type Stage } from "./runRow.ts";
import { WitnessProcess } from "./witness/WitnessProcess.ts";

/** Attempts per row, so that a busy machine does not fail it. */
const ATTEMPTS = 2;

async function run(options: AttackOptions): Promise<boolean> {
	const { attacks } = options;
	const children = new Children();
	const stage: Stage = { children, witnesses: new WitnessProcess(children) };
	console.log(
		`RELAY_BUFFER_TOTAL ${BUFFER_TOTAL}, all other settings at their defaults. Held: p99 at most 3 × the calm p99 ` +
			`(or the control's, if higher; at least ${CALM_FLOOR} ms), memory at most idle + total + 64 MiB, ` +
			"and no socket, record or request of another tenant closed, lost, repeated or refused.\n",
	);
	console.log(tableHead());
	let failed = 0;
	try {
		await startControl(stage);
		for (const attack of attacks) if (!(await held(attack, options, stage))) failed += 1;
	} finally {
		children.close();
	}
	console.log(`\n${attacks.length - failed} held, ${failed} failed`);
	return failed === 0;
}

async function held(attack: Attack, { seconds, isOnce }: AttackOptions, stage: Stage): Promise<boolean> {
	for (let attempt = 0; attempt < (isOnce ? 1 : ATTEMPTS); attempt += 1) {
		const result = await runRow(attack, seconds, stage).catch((error: unknown) => String(error));
		if (typeof result === "string") {
			console.log(`| ${attack.name} | did not run: ${result} |`);
			return false;
		}
		console.log(tableRow(result));
		if (faultsOf(result.measured).length === 0) return true;
	}
	return false;
}

const options = readAttackOptions(process.argv.slice(2));
if (options === "help") console.log(HELP);
else if (options === "list") for (const { name, input } of ATTACKS) console.log(`${name}: ${input}`);
else process.exitCode = (await run(options)) ? 0 : 1;
