/** Reads secrets and the hosts that they are bound to. An error never holds a value. */

import { readHostPattern } from "../security/hostPattern.ts";
import { isSecretName, isSecretValue, type SecretBindings, type SecretHost } from "../security/secrets.ts";
import type { ReadFile } from "./readConfig.ts";
import type { Environment } from "./readSettings.ts";
import { SECRET_PREFIX, SETTINGS } from "./settings.ts";

const FILE_SUFFIX = "_FILE";

/** Where a bot token is wanted, and nowhere else: Discord's main gateway and REST. */
const USUAL_HOSTS = ["gateway.discord.gg", "gateway-*.discord.gg", "discord.com"];

/** Values by name, of `RELAY_SECRET_<NAME>` and `RELAY_SECRET_<NAME>_FILE`. @throws Error */
export function readSecrets(environment: Environment, readFile: ReadFile): ReadonlyMap<string, string> {
	const secrets = new Map<string, string>();
	for (const [variable, text] of Object.entries(environment)) {
		if (!variable.startsWith(SECRET_PREFIX) || variable in SETTINGS || text === undefined || text === "") continue;
		const isFile = variable.endsWith(FILE_SUFFIX);
		const name = variable.slice(SECRET_PREFIX.length, isFile ? -FILE_SUFFIX.length : undefined).toLowerCase();
		if (!isSecretName(name)) throw new Error(`${variable}: a secret's name is 1 to 32 of a-z 0-9 _ -`);
		if (secrets.has(name)) throw new Error(`${variable}: secret ${name} is given twice`);
		const value = isFile ? readSecretFile(variable, text, readFile) : text;
		if (!isSecretValue(value)) {
			throw new Error(
				`${variable} must be 1 to 1024 printable ASCII characters without space, quote and backslash`,
			);
		}
		secrets.set(name, value);
	}
	return secrets;
}

function readSecretFile(variable: string, path: string, readFile: ReadFile): string {
	try {
		return readFile(path).trim();
	} catch (error) {
		throw new Error(`${variable}: ${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "no file"}`, {
			cause: error,
		});
	}
}

/** @param text `name=host,host;name=host` @throws Error */
export function readBindings(text: string, insecure: ReadonlySet<string>): SecretBindings {
	const byName = new Map<string, ReadonlyArray<SecretHost>>();
	for (const part of text.split(";").map((entry) => entry.trim())) {
		if (part === "") continue;
		const [name = "", hosts = ""] = part.split("=");
		if (!isSecretName(name)) throw new Error(`RELAY_SECRET_HOSTS must be name=host,host;name=host, got ${part}`);
		const bound = hosts.split(",").map((host) => readSecretHost(host.trim(), insecure));
		byName.set(name, bound);
	}
	return { byName, usual: USUAL_HOSTS.map((host) => readSecretHost(host, insecure)) };
}

function readSecretHost(text: string, insecure: ReadonlySet<string>): SecretHost {
	if (insecure.has(text.toLowerCase())) return { endpoint: text.toLowerCase() };
	const pattern = readHostPattern(text);
	if (pattern !== undefined) return pattern;
	throw new Error(`RELAY_SECRET_HOSTS must have host names, or what RELAY_INSECURE_ALLOW has, got ${text}`);
}
