/** Reads a key and a certificate and checks that they match. Edge: files. */

import { checkTls } from "../../shared/checkTls.ts";
import type { TlsKey } from "../../shared/TlsKey.ts";
import { readInputFile } from "./inputFile.ts";

export interface TlsFiles {
	/** Paths of PEM files. */
	readonly key: string;
	readonly cert: string;
}

/** @throws Error If a file cannot be read, or the two do not match. The message is meant for the user. */
export async function readTls(files: TlsFiles): Promise<TlsKey> {
	const key = await readInputFile("TLS key", files.key);
	const cert = await readInputFile("TLS certificate", files.cert);
	checkTls({ key, cert }, { key: `TLS key ${files.key}`, cert: `TLS certificate ${files.cert}` });
	return { key, cert };
}
