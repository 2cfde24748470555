/** Opens a relay in this process, for the demo and for specs. */

import { pino } from "pino";
import { readConfig } from "../../relay/config/readConfig.ts";
import { readSettings } from "../../relay/config/readSettings.ts";
import { Relay } from "../../relay/Relay.ts";

/** What a client needs to use a relay. */
export interface RelayAccess {
	readonly url: string;
	readonly token: string;
}

/** A listening relay. */
export interface OpenedRelay {
	readonly access: RelayAccess;
	readonly relay: Relay;
}

/**
 * Opens a relay that may connect to one gateway server on this machine.
 *
 * @param endpoint `host:port` of the gateway server.
 * @param token Token of the relay, at least 16 characters.
 * @param botToken Replaces `${secret:bot}` in messages to the gateway server.
 */
export function openRelay(endpoint: string, token: string, botToken: string): Promise<OpenedRelay> {
	return open(token, {
		RELAY_SECRET_BOT: botToken,
		RELAY_INSECURE_ALLOW: endpoint,
		RELAY_DISCORD_API: `http://${endpoint}/api/v10`,
		RELAY_SECRET_HOSTS: `bot=${endpoint}`,
		// a demo of seconds needs more requests than a live server's default allows
		RELAY_PACE_PER_MIN: "240",
		RELAY_PACE_BURST: "40",
	});
}

/** Opens a relay to Discord with default settings. */
export function openDiscordRelay(token: string, botToken: string): Promise<OpenedRelay> {
	return open(token, { RELAY_SECRET_BOT: botToken });
}

async function open(token: string, variables: Readonly<Record<string, string>>): Promise<OpenedRelay> {
	const environment = { RELAY_PORT: "0", RELAY_TOKENS: `game=${token}`, ...variables };
	const settings = readSettings([], environment);
	if (settings === "help") throw new Error("the relay has no settings");
	const config = readConfig(settings, environment, () => "");
	const relay = new Relay(config, { log: pino({ level: "silent" }) });
	await relay.listen();
	return { access: { url: relay.url, token }, relay };
}
