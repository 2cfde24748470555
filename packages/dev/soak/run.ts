/**
 * `npm run soak`: runs compiled Luau in voice sessions with repeated faults. In each leg a real gateway server sends
 * continuously while something keeps breaking. No message may be lost or repeated, and the session may identify only once.
 * Then all members of an encrypted channel must share one privacy code, twelve game servers that start together must share one
 * bot session, and README's first example must print who speaks in two game servers. Otherwise the exit code is 1.
 *
 *     npm run soak -- 30        seconds per leg (default: 6)
 */

import { ENCRYPTED_NAME, runEncrypted } from "./encrypted.ts";
import { EXAMPLE_NAME, runExample } from "./example.ts";
import { LEGS } from "./legs.ts";
import { runLeg, type Outcome } from "./runLeg.ts";
import { HELP, readSoakOptions } from "./soakOptions.ts";
import { runTogether, TOGETHER_NAME } from "./together.ts";

async function run(seconds: number): Promise<boolean> {
	const counts = { passed: 0, failed: 0, skipped: 0 };
	const parts: ReadonlyArray<readonly [name: string, run: () => Promise<Outcome>]> = [
		...LEGS.map((leg) => [`${leg.name}: ${seconds} s`, () => runLeg(leg, seconds)] as const),
		[ENCRYPTED_NAME, runEncrypted],
		[TOGETHER_NAME, runTogether],
		[EXAMPLE_NAME, runExample],
	];
	for (const [name, run] of parts) {
		console.log(name);
		const outcome = await run().catch((error: unknown) => ({
			kind: "failed" as const,
			text: error instanceof Error ? error.message : String(error),
		}));
		counts[outcome.kind] += 1;
		console.log(`  ${outcome.kind}: ${outcome.text}`);
	}
	console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
	return counts.failed === 0;
}

const options = readSoakOptions(process.argv.slice(2));
if (options === "help") console.log(HELP);
else process.exitCode = (await run(options.seconds)) ? 0 : 1;
