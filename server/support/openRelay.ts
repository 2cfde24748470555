/** A relay in this process, for one gateway server that it may reach: for the demo, and for specs. */

import { pino } from "pino";
import { readConfig } from "../relay/config/readConfig.ts";
import { readSettings } from "../relay/config/readSettings.ts";
import { Relay } from "../relay/Relay.ts";

/** How a client gets there. */
export interface RelayAccess {
	readonly url: string;
	readonly token: string;
}

/**
 * @param endpoint `host:port` of the gateway server.
 * @param token Of the relay: at least 16 characters.
 */
export async function openRelay(
	endpoint: string,
	token: string,
): Promise<{ readonly access: RelayAccess; readonly relay: Relay }> {
	const environment = {
		RELAY_PORT: "0",
		RELAY_TOKENS: `game=${token}`,
		RELAY_INSECURE_ALLOW: endpoint,
		// seconds cannot wait as a live server's minutes can
		RELAY_PACE_PER_MIN: "240",
		RELAY_PACE_BURST: "40",
	};
	const settings = readSettings([], environment);
	if (settings === "help") throw new Error("the relay has no settings");
	const relay = new Relay(
		readConfig(settings, environment, () => ""),
		{ log: pino({ level: "silent" }) },
	);
	await relay.listen();
	return { access: { url: relay.url, token }, relay };
}
