/** The relay of the demo: in this process, for one gateway server that it may reach. */

import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { readConfig } from "../relay/config/readConfig.ts";
import { readSettings } from "../relay/config/readSettings.ts";
import { Relay } from "../relay/Relay.ts";
import type { RelayAccess } from "./Lune.ts";

/** @param endpoint `host:port` of the gateway server. */
export async function openRelay(endpoint: string): Promise<{ readonly access: RelayAccess; readonly relay: Relay }> {
	const token = randomUUID();
	const environment = {
		RELAY_PORT: "0",
		RELAY_TOKENS: `demo=${token}`,
		RELAY_INSECURE_ALLOW: endpoint,
		// seconds of a demo cannot wait as a live server's minutes can
		RELAY_PACE_PER_MIN: "240",
		RELAY_PACE_BURST: "40",
	};
	const settings = readSettings([], environment);
	if (settings === "help") throw new Error("the relay of the demo has no settings");
	const relay = new Relay(
		readConfig(settings, environment, () => ""),
		{ log: pino({ level: "silent" }) },
	);
	await relay.listen();
	return { access: { url: relay.url, token }, relay };
}
