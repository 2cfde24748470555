/** Checks that a private key and a certificate are valid and match. Pure. */

import { createSecureContext } from "node:tls";
import type { TlsKey } from "./TlsKey.ts";

/**
 * @param names Names of the two in error messages.
 * @throws Error With a message for the user.
 */
export function checkTls({ key, cert }: TlsKey, names: Readonly<Record<keyof TlsKey, string>>): void {
	// checked separately, because Node does not say which one is invalid
	check({ cert }, `${names.cert}: not a PEM certificate`);
	check({ key }, `${names.key}: not an unencrypted PEM private key`);
	check({ key, cert }, `${names.key} does not match ${names.cert}`);
}

/** Replaces Node's message, which may quote the file. */
function check(parts: Partial<TlsKey>, complaint: string): void {
	try {
		createSecureContext(parts);
	} catch (error) {
		throw new Error(complaint, { cause: error });
	}
}
