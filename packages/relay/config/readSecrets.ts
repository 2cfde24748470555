/** Reads secrets. An error never holds a value. */

import { isSecretName, isSecretValue } from "../security/secrets.ts";
import type { Environment } from "./readSettings.ts";
import { SECRET_PREFIX, SETTINGS } from "./settings.ts";

export type ReadFile = (path: string) => string;

const FILE_SUFFIX = "_FILE";

/** Values by name, of `RELAY_SECRET_<NAME>` and `RELAY_SECRET_<NAME>_FILE`. @throws Error */
export function readSecrets(environment: Environment, readFile: ReadFile): ReadonlyMap<string, string> {
	const secrets = new Map<string, string>();
	for (const [variable, text] of Object.entries(environment)) {
		if (!variable.startsWith(SECRET_PREFIX) || variable in SETTINGS || text === undefined) continue;
		const isFile = variable.endsWith(FILE_SUFFIX);
		if (text.trim() === "") {
			const what = isFile ? "the path of its file" : "its value";
			throw new Error(`${variable} is empty: write ${what}, or remove the variable`);
		}
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
	const value = tryRead(variable, path, readFile).trim();
	if (value !== "") return value;
	throw new Error(`${variable}: ${path} is empty: write the secret's value into it`);
}

function tryRead(variable: string, path: string, readFile: ReadFile): string {
	try {
		return readFile(path);
	} catch (error) {
		throw new Error(`${variable}: ${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "no file"}`, {
			cause: error,
		});
	}
}
