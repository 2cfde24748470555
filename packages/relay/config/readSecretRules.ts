/**
 * Reads where secrets may go: to which hosts, and in which place of a message. A rule that can never apply is a mistake
 * of the operator; its error suggests a correction. Pure.
 */

import { matchesHost, overlaps, readHostPattern } from "../security/hostPattern.ts";
import { readSecretPlace, USUAL_PLACES, type SecretPlace } from "../security/secretPlace.ts";
import { isSecretName, type SecretHost, type SecretRules } from "../security/secrets.ts";
import type { TargetRules } from "../security/target.ts";
import { readList } from "./readList.ts";
import type { SettingValues } from "./settings.ts";

/** Other settings that the rules depend on. */
export interface SecretContext {
	readonly secrets: ReadonlyMap<string, string>;
	readonly targets: TargetRules;
	readonly allowedHeaders: ReadonlySet<string>;
	readonly discordApi: URL;
}

type ByName<Item> = ReadonlyMap<string, ReadonlyArray<Item>>;

/** The only hosts that need a bot token: Discord's main gateway and REST API. */
const USUAL_HOSTS = ["gateway.discord.gg", "gateway-*.discord.gg", "discord.com"];

/** @throws Error */
export function readSecretRules(values: SettingValues, context: SecretContext): SecretRules {
	const names = new Set([...context.secrets.keys(), ...readClientSecrets(values.RELAY_CLIENT_SECRETS)]);
	const hosts = readPerName("RELAY_SECRET_HOSTS", values, names, "host", (text, name) => {
		const host = readHost(text, context);
		if (isReachable(host, context)) return host;
		throw new Error(unreachable(text, name, context));
	});
	const places = readPerName("RELAY_SECRET_PLACES", values, names, "place", (text) => readPlace(text, context));
	const usual = USUAL_HOSTS.map((host) => readHost(host, context));
	for (const name of context.secrets.keys()) {
		if (hosts.has(name) || usual.some((host) => isReachable(host, context))) continue;
		throw new Error(`secret ${name} can go nowhere: write ${name}=<its hosts> into RELAY_SECRET_HOSTS`);
	}
	return { hosts: { byName: hosts, usual }, places: { byName: places, usual: USUAL_PLACES } };
}

function readClientSecrets(text: string): ReadonlyArray<string> {
	return readList(text).map((name) => {
		if (isSecretName(name)) return name;
		throw new Error(`RELAY_CLIENT_SECRETS must be names of 1 to 32 of a-z 0-9 _ -, got ${name}`);
	});
}

/** Reads `name=item,item;name=item`. */
function readPerName<Item>(
	setting: "RELAY_SECRET_HOSTS" | "RELAY_SECRET_PLACES",
	values: SettingValues,
	names: ReadonlySet<string>,
	what: string,
	read: (text: string, name: string) => Item,
): ByName<Item> {
	const byName = new Map<string, ReadonlyArray<Item>>();
	for (const entry of readList(values[setting], ";")) {
		const [name = "", list = "", ...others] = entry.split("=").map((part) => part.trim());
		const items = readList(list);
		if (!isSecretName(name) || items.length === 0 || others.length > 0) {
			throw new Error(`${setting} must be name=${what},${what};name=${what}, got ${entry}`);
		}
		if (byName.has(name)) throw new Error(`${setting} must name ${name} once`);
		if (!names.has(name)) {
			const variable = `RELAY_SECRET_${name.toUpperCase()}`;
			throw new Error(
				`${setting}: there is no secret ${name}: set ${variable}, or write ${name} into RELAY_CLIENT_SECRETS if clients bring it`,
			);
		}
		byName.set(
			name,
			items.map((item) => read(item, name)),
		);
	}
	return byName;
}

function readHost(text: string, context: SecretContext): SecretHost {
	const host = text.toLowerCase();
	if (context.targets.insecure.has(host)) return { endpoint: host };
	const pattern = readHostPattern(text);
	if (pattern !== undefined) return pattern;
	throw new Error(`RELAY_SECRET_HOSTS must have host names, or what RELAY_INSECURE_ALLOW has, got ${text}`);
}

/** Says whether sockets, or requests to Discord's API, ever go there. */
function isReachable(host: SecretHost, { targets, discordApi }: SecretContext): boolean {
	if ("endpoint" in host) return true;
	const isApi = discordApi.protocol === "https:" && matchesHost(host, discordApi.hostname);
	return isApi || targets.hosts.some((allowed) => overlaps(allowed, host));
}

function unreachable(text: string, name: string, { targets }: SecretContext): string {
	const endpoint = [...targets.insecure].find((insecure) => insecure.startsWith(`${text.toLowerCase()}:`));
	const remedy = endpoint === undefined ? `write ${text} into RELAY_ALLOW_HOSTS too` : `write ${name}=${endpoint}`;
	return `RELAY_SECRET_HOSTS: no socket may lead to ${text}, so ${name} can never go there: ${remedy}`;
}

function readPlace(text: string, { allowedHeaders }: SecretContext): SecretPlace {
	const place = readSecretPlace(text);
	if (place === undefined) {
		throw new Error(`RELAY_SECRET_PLACES must have op:path, path or header:name, such as 2:d.token, got ${text}`);
	}
	if (place.kind === "json" || allowedHeaders.has(place.header)) return place;
	throw new Error(`RELAY_SECRET_PLACES: header ${place.header} is not allowed: write it into RELAY_ALLOW_HEADERS`);
}
