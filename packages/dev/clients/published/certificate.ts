/** The test server's certificate as a file, for clients that read trusted certificates from their environment. Edge: files. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TEST_TLS } from "../../../shared/support/tlsKey.ts";

let path: string | undefined;

/** Writes the file once per process and returns its path. It is removed when the process exits. */
export function certificatePath(): string {
	if (path !== undefined) return path;
	const folder = mkdtempSync(join(tmpdir(), "voice-gateway-"));
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	path = join(folder, "certificate.pem");
	writeFileSync(path, TEST_TLS.cert);
	return path;
}
