/**
 * Relay tokens, kept only as hashes.
 * Takes as long for a near miss as for a far one, and for the first token as for the last.
 */

import { createHash, timingSafeEqual } from "node:crypto";

/** A token's name, for logs and limits, and the SHA-256 of its value. */
export interface TokenEntry {
	readonly name: string;
	readonly digest: Buffer;
}

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;

export class Tokens {
	public constructor(private readonly entries: ReadonlyArray<TokenEntry>) {}

	/** @returns Name of the token in an `authorization` header; `undefined` if the header is missing or the token unknown. */
	public identify(header: string | undefined): string | undefined {
		const value = BEARER.exec(header ?? "")?.[1];
		if (value === undefined) return undefined;
		const digest = hashToken(value);
		let found: string | undefined;
		for (const entry of this.entries) {
			if (timingSafeEqual(entry.digest, digest)) found = entry.name;
		}
		return found;
	}
}

export function hashToken(value: string): Buffer {
	return createHash("sha256").update(value).digest();
}
