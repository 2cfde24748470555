/** Reads a key and a certificate, and sees that they belong together. Edge: files. */

import { createSecureContext } from "node:tls";
import type { TlsKey } from "../gateway/HttpHost.ts";
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
	// one at a time: else Node does not say which is wrong
	check({ cert }, `TLS certificate ${files.cert}: not a certificate in PEM`);
	check({ key }, `TLS key ${files.key}: not a private key in PEM without passphrase`);
	check({ key, cert }, `TLS key ${files.key} does not belong to certificate ${files.cert}`);
	return { key, cert };
}

/** Node's own message may quote the file. */
function check(parts: Partial<TlsKey>, complaint: string): void {
	try {
		createSecureContext(parts);
	} catch (error) {
		throw new Error(complaint, { cause: error });
	}
}
