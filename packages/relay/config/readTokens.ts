/** Reads relay tokens. Pure. An error never holds one. */

import { hashToken, type TokenEntry } from "../security/Tokens.ts";

const NAME = /^[A-Za-z0-9_.-]{1,32}$/;
const HASHED = /^sha256:([0-9a-fA-F]{64})$/;
const PLAIN = /^[\x21-\x7e]{16,}$/;

/**
 * @param listed `name=token`, comma separated.
 * @param lines The same, one per line; empty lines and those that begin with # are skipped.
 * @throws Error
 */
export function readTokens(listed: string, lines: string): ReadonlyArray<TokenEntry> {
	const texts = [...listed.split(","), ...lines.split(/\r?\n/).filter((line) => !line.trimStart().startsWith("#"))];
	const entries = texts
		.map((text) => text.trim())
		.filter((text) => text !== "")
		.map(readEntry);
	if (entries.length === 0) {
		throw new Error("RELAY_TOKENS is empty: give name=token, made with `openssl rand -hex 32`");
	}
	if (new Set(entries.map(({ name }) => name)).size < entries.length) {
		throw new Error("RELAY_TOKENS must have each name once");
	}
	return entries;
}

function readEntry(text: string, index: number): TokenEntry {
	const separator = text.indexOf("=");
	const name = text.slice(0, separator);
	const value = text.slice(separator + 1);
	if (separator < 0 || !NAME.test(name)) {
		throw new Error(
			`RELAY_TOKENS must be name=token, with a name of 1 to 32 letters and digits: see entry ${index + 1}`,
		);
	}
	const hash = HASHED.exec(value)?.[1];
	if (hash !== undefined) return { name, digest: Buffer.from(hash, "hex") };
	if (value.startsWith("sha256:")) throw new Error(`RELAY_TOKENS: hash of ${name} must be 64 hexadecimal digits`);
	checkToken(`RELAY_TOKENS: token of ${name}`, value);
	return { name, digest: hashToken(value) };
}

/** @param text "" for none. @throws Error */
export function readMetricsToken(text: string): string | undefined {
	if (text === "") return undefined;
	checkToken("RELAY_METRICS_TOKEN", text);
	return text;
}

function checkToken(what: string, value: string): void {
	if (PLAIN.test(value)) return;
	throw new Error(`${what} must be at least 16 printable ASCII characters without spaces, got ${value.length}`);
}
