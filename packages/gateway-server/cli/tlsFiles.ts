/** Reads a key and a certificate, and sees that they belong together. Edge: files. */

import { checkTls } from "../../shared/checkTls.ts";
import type { TlsKey } from "../../shared/TlsKey.ts";
import { readInputFile } from "./inputFile.ts";

export interface TlsFiles {
	/** Paths of PEM files. */
	readonly key: string;
	readonly cert: string;
}

/** @throws Error In words for the user, if a file cannot be read, or the two are no pair. */
export async function readTls(files: TlsFiles): Promise<TlsKey> {
	const key = await readInputFile("TLS key", files.key);
	const cert = await readInputFile("TLS certificate", files.cert);
	checkTls({ key, cert }, { key: `TLS key ${files.key}`, cert: `TLS certificate ${files.cert}` });
	return { key, cert };
}
