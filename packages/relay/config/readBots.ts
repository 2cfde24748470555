/** Reads RELAY_BOTS: `name=secret` or `name=secret/shards`, comma separated. Pure. */

import { parseInteger } from "../../shared/flags/parseInteger.ts";
import { isSecretName } from "../security/secrets.ts";
import { readList } from "./readList.ts";

/** A bot whose sessions the relay owns. */
export interface BotConfig {
	readonly name: string;
	/** Name of the secret with its token. */
	readonly secret: string;
	/** Undefined: as many as Discord recommends. */
	readonly shards: number | undefined;
}

const BOT_NAME = /^[a-z0-9_-]{1,32}$/;
const ENTRY = /^([^=/]+)=([^=/]+)(?:\/([^=/]+))?$/;
const MAX_SHARDS = 4096;

/** @throws Error With what it must be. */
export function readBots(text: string, secrets: ReadonlyMap<string, string>): ReadonlyArray<BotConfig> {
	const bots = readList(text).map((entry) => readBot(entry, secrets));
	if (new Set(bots.map(({ name }) => name)).size < bots.length)
		throw new Error("RELAY_BOTS must have each name once");
	const shared = bots.find(({ secret }, index) => bots.findIndex((other) => other.secret === secret) < index);
	if (shared !== undefined) throw new Error(`RELAY_BOTS must have each secret once, got ${shared.secret} twice`);
	return bots;
}

function readBot(entry: string, secrets: ReadonlyMap<string, string>): BotConfig {
	const [, name = "", secret = "", shards] = (ENTRY.exec(entry) ?? []).map((part) => part?.trim());
	if (!BOT_NAME.test(name) || !isSecretName(secret)) {
		throw new Error(
			`RELAY_BOTS must be name=secret or name=secret/shards, with names of a-z 0-9 _ -, got ${entry}`,
		);
	}
	if (!secrets.has(secret)) {
		throw new Error(`RELAY_BOTS: there is no secret ${secret}: set RELAY_SECRET_${secret.toUpperCase()}`);
	}
	return { name, secret, shards: shards === undefined ? undefined : readShards(shards, name) };
}

function readShards(text: string, name: string): number {
	const shards = parseInteger(text);
	if (shards !== undefined && shards >= 1 && shards <= MAX_SHARDS) return shards;
	throw new Error(`RELAY_BOTS: shards of ${name} must be an integer from 1 to ${MAX_SHARDS}, got ${text}`);
}
