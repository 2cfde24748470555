/** Secrets that a client sends in headers: Roblox's `Secret` cannot be part of a body. */

import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "../link/refusal.ts";
import { isSecretName, isSecretValue } from "../security/secrets.ts";

const PREFIX = "relay-secret-";
const MAX_SECRETS = 8;

/** @throws Refusal `bad_secret`, which never holds a value */
export function readSecretHeaders(headers: IncomingHttpHeaders): ReadonlyMap<string, string> {
	const secrets = new Map<string, string>();
	for (const [header, value] of Object.entries(headers)) {
		if (!header.startsWith(PREFIX)) continue;
		const name = header.slice(PREFIX.length);
		if (!isSecretName(name)) throw new Refusal("bad_secret", "a secret's name is 1 to 32 of a-z 0-9 _ -");
		if (typeof value !== "string" || !isSecretValue(value)) {
			const form = "1 to 1024 printable ASCII characters without space, quote and backslash";
			throw new Refusal("bad_secret", `secret ${name} must be ${form}`);
		}
		secrets.set(name, value);
	}
	if (secrets.size > MAX_SECRETS)
		throw new Refusal("bad_secret", `at most ${MAX_SECRETS} secrets, got ${secrets.size}`);
	return secrets;
}
