/**
 * Makes lookups of names under `attack.test` slow in the process that loads it, as with a slow name server. A lookup by the
 * system blocks a thread of Node's pool and then fails with ENOTFOUND. A lookup by `dns.resolve` takes as long without a
 * thread, and sends nothing.
 * Edge: files, time.
 */

import { spawnSync } from "node:child_process";
import dns from "node:dns";
import { closeSync, constants, mkdtempSync, open, openSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Duration of a lookup in milliseconds. */
const SLOWNESS = 5000;
const SLOW_NAME = /\.attack\.test$/;

const folder = mkdtempSync(join(tmpdir(), "slow-lookups-"));
const pipe = join(folder, "pipe");
const { status } = spawnSync("mkfifo", [pipe]);
if (status !== 0) throw new Error(`mkfifo exited with code ${status}`);
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

const { lookup } = dns;

function slowLookup(hostname: string, options: object, callback: (error: NodeJS.ErrnoException) => void): void {
	if (!SLOW_NAME.test(hostname))
		return void (lookup as (...parameters: Array<unknown>) => void)(hostname, options, callback);
	// blocks a thread of the pool until there is a writer, like getaddrinfo
	open(pipe, "r", (_, reader) => {
		closeSync(reader);
		callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }));
	});
	setTimeout(() => closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK)), SLOWNESS);
}

function slowResolve(hostname: string): Promise<never> {
	if (!SLOW_NAME.test(hostname)) throw new Error(`unexpected lookup of ${hostname}`);
	return new Promise((_, reject) => {
		setTimeout(() => reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" })), SLOWNESS);
	});
}

Object.assign(dns.promises.Resolver.prototype, { resolve4: slowResolve, resolve6: slowResolve });
Object.assign(dns, { lookup: slowLookup });
syncBuiltinESMExports();
