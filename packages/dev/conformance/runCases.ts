/**
 * Runs kosoku's Autobahn cases against a server.
 * Edge: processes, files.
 */

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "./verdict.ts";

/** Number of concurrent cases. */
const PARALLELISM = 4;

/**
 * Runs cases and returns their results.
 *
 * @param kosoku Path of kosoku.
 * @param endpoint `host:port` of the server.
 * @param selection Its arguments that select cases.
 * @throws If kosoku cannot be run or leaves no report.
 */
export async function runCases(kosoku: string, endpoint: string, selection: ReadonlyArray<string>): Promise<Report> {
	const folder = await mkdtemp(join(tmpdir(), "conformance-"));
	try {
		const mode = ["--mode", "fuzzingclient", "--parallelism", String(PARALLELISM), "--outdir", folder];
		const output = await run(kosoku, [...mode, ...selection, endpoint]);
		const index = await readFile(join(folder, "index.json"), "utf8").catch(() => {
			throw new Error(`kosoku left no report:\n${output}`);
		});
		// keyed by server name, and there is one server
		return Object.values(JSON.parse(index) as Readonly<Record<string, Report>>)[0] ?? {};
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** Returns the program's output. Ignores the exit code, which only signals failed cases. */
function run(program: string, parameters: ReadonlyArray<string>): Promise<string> {
	return new Promise((resolve, reject) => {
		const chunks: Array<Buffer> = [];
		const child = spawn(program, parameters, { stdio: ["ignore", "pipe", "pipe"] });
		for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
		child.on("error", (error) => reject(new Error(`cannot run ${program}: ${error.message}`)));
		child.on("close", () => resolve(Buffer.concat(chunks).toString()));
	});
}
