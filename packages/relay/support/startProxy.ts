/** Debian's haproxy in front of two relays, with the example's own configuration. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ensureSystemProgram } from "../../../scripts/setup/systemProgram.mjs";
import type { Cleaning } from "./spawnRelay.ts";

const CONFIGURATION = fileURLToPath(new URL("../../../examples/relay/haproxy.cfg", import.meta.url));

/** Returns why this machine has no haproxy; installs it if possible. */
export async function missingProxy(): Promise<string | undefined> {
	const program = await ensureSystemProgram("haproxy");
	return "missing" in program ? program.missing : undefined;
}

/**
 * Settles when it routes; ends with the context.
 *
 * @param bind Port to listen on.
 * @param ports Of relay `a` and relay `b`.
 * @param patience Milliseconds that it may take.
 * @param isLenient Whether clients are taken whose Host header is not their target's: Lune leaves the port out, which
 * haproxy refuses, and libcurl, which Roblox uses, does not.
 * @returns Its address.
 * @throws Error If it takes longer, or there is no haproxy.
 */
export async function startProxy(
	context: Cleaning,
	bind: number,
	[a, b]: ReadonlyArray<number>,
	patience: number,
	isLenient = false,
): Promise<string> {
	const program = await ensureSystemProgram("haproxy");
	if ("missing" in program) throw new Error(program.missing);
	const folder = await mkdtemp(join(tmpdir(), "haproxy-"));
	const path = join(folder, "haproxy.cfg");
	const example = await readFile(CONFIGURATION, "utf8");
	const option = "\toption accept-invalid-http-request\n";
	await writeFile(path, isLenient ? example.replace(/^frontend clients\n/m, (line) => line + option) : example);
	const child = spawn(program.path, ["-f", path], {
		env: {
			PATH: process.env["PATH"],
			HAPROXY_BIND: `127.0.0.1:${bind}`,
			RELAY_A: `127.0.0.1:${a}`,
			RELAY_B: `127.0.0.1:${b}`,
		},
		stdio: "ignore",
	});
	context.after(async () => {
		const ended = once(child, "exit");
		if (child.kill("SIGKILL")) await ended;
		await rm(folder, { recursive: true });
	});
	const url = `http://127.0.0.1:${bind}`;
	const end = Date.now() + patience;
	while (Date.now() < end) {
		const isUp = await fetch(`${url}/healthz`).then(
			({ ok }) => ok,
			() => false,
		);
		if (isUp) return url;
		await delay(50);
	}
	throw new Error(`haproxy did not route within ${patience} ms`);
}
