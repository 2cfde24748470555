/** Sees that a private key and a certificate can be used, and belong together. Pure. */

import { createSecureContext } from "node:tls";
import type { TlsKey } from "./TlsKey.ts";

/**
 * @param names What a message calls each.
 * @throws Error In words for the user.
 */
export function checkTls({ key, cert }: TlsKey, names: Readonly<Record<keyof TlsKey, string>>): void {
	// one at a time: else Node does not say which is wrong
	check({ cert }, `${names.cert}: not a certificate in PEM`);
	check({ key }, `${names.key}: not a private key in PEM without passphrase`);
	check({ key, cert }, `${names.key} does not belong to ${names.cert}`);
}

/** Node's own message may quote the file. */
function check(parts: Partial<TlsKey>, complaint: string): void {
	try {
		createSecureContext(parts);
	} catch (error) {
		throw new Error(complaint, { cause: error });
	}
}
