/** Reads settings from flags and variables; flags come first. Pure. */

import type { ParseArgsConfig } from "node:util";
import { parseFlags } from "../../shared/flags/parseFlags.ts";
import { parseInteger } from "../../shared/flags/parseInteger.ts";
import { flagOf, NAMES, SETTINGS, type SettingName, type SettingValues } from "./settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @returns "help" if the flags ask for it.
 * @throws Error If a flag is unknown or would hold a secret, or a value is out of range.
 */
export function readSettings(words: ReadonlyArray<string>, environment: Environment): SettingValues | "help" {
	const flags = parseFlags("npm run relay", words, flagOptions());
	if (flags.help === true) return "help";
	const shown = NAMES.find((name) => SETTINGS[name].kind === "secret" && flags[flagOf(name)] !== undefined);
	if (shown !== undefined)
		throw new Error(`--${flagOf(shown)}: others can read the command line, set ${shown} instead`);
	const values = NAMES.map((name) => {
		const flag = flags[flagOf(name)];
		const [source, text] = typeof flag === "string" ? [`--${flagOf(name)}`, flag] : [name, environment[name] ?? ""];
		return [name, readValue(name, source, text.trim())];
	});
	return Object.fromEntries(values) as SettingValues;
}

function flagOptions(): NonNullable<ParseArgsConfig["options"]> {
	return {
		help: { type: "boolean", short: "h" },
		...Object.fromEntries(NAMES.map((name) => [flagOf(name), { type: "string" }])),
	};
}

function readValue(name: SettingName, source: string, given: string): string | number {
	const setting = SETTINGS[name];
	if (setting.kind === "secret") return given;
	if (given === "") return setting.usual;
	if (setting.kind === "text") return given;
	const value = parseInteger(given);
	if (value !== undefined && value >= setting.lowest && value <= setting.highest) return value;
	throw new Error(`${source} must be an integer from ${setting.lowest} to ${setting.highest}, got ${given}`);
}

/** Text of `--help`. */
export function help(): string {
	const rows = NAMES.map((name) => {
		const setting = SETTINGS[name];
		const flag = setting.kind === "secret" ? "" : `--${flagOf(name)}`;
		const usual = setting.kind === "secret" ? "" : ` (${setting.usual === "" ? "none" : setting.usual})`;
		return `  ${name.padEnd(24)} ${flag.padEnd(22)} ${setting.help}${usual}`;
	});
	return [
		"npm run relay -- [options]",
		"",
		"Holds WebSockets for live Roblox servers, which reach it over HTTP: docs/relay.md. Ends on SIGTERM, when its",
		"clients have fetched what there is. Variables and flags; a flag comes first:",
		"",
		...rows,
		`  ${"RELAY_SECRET_<NAME>".padEnd(24)} ${"".padEnd(22)} value of \${secret:<name>}`,
		`  ${"RELAY_SECRET_<NAME>_FILE".padEnd(24)} ${"".padEnd(22)} file that holds it`,
	].join("\n");
}
