/** A bot of a relay over a real network, for a gateway server of a test. */

import type { Logger } from "pino";
import type { Clock } from "../../shared/clock.ts";
import { Bot } from "../discord/main/Bot.ts";
import { FileStateStore } from "../discord/state/FileStateStore.ts";
import { Intake } from "../intake/Intake.ts";
import { openLookups } from "../security/openLookups.ts";
import { Secrets } from "../security/secrets.ts";
import { createConnect } from "../upstream/connectUpstream.ts";
import { createAskGatewayBot } from "../upstream/gatewayBot.ts";
import { GatewayBotCache } from "../upstream/GatewayBotCache.ts";

export interface TestBotOptions {
	readonly clock: Clock;
	readonly log: Logger;
	/** `host:port` of the gateway server. */
	readonly endpoint: string;
	readonly token: string;
	/** Directory of its state. */
	readonly folder: string;
}

const MAX_MESSAGE = 2 ** 20;

export function createTestBot({ clock, log, endpoint, token, folder }: TestBotOptions): Bot {
	const [host = "", port] = endpoint.split(":");
	const lookup = openLookups(clock)("", true);
	const api = new URL(`http://${endpoint}/api/v10`);
	return new Bot(
		{ name: "main", secret: "bot", shards: undefined },
		{
			...{ clock, log },
			random: () => 0,
			connect: createConnect({
				maxRecord: MAX_MESSAGE,
				intake: new Intake(),
				owner: "",
				lookupFor: () => lookup,
			}),
			secrets: new Secrets(new Map([["bot", token]]), {
				hosts: { byName: new Map(), usual: [{ endpoint }] },
				places: { byName: new Map(), usual: [] },
			}),
			targets: { hosts: [], ports: new Set(), insecure: new Set([endpoint]) },
			discord: { host, port: Number(port), isInsecure: true },
			gatewayBot: new GatewayBotCache(createAskGatewayBot({ api, clock, lookup }), clock),
			store: new FileStateStore(folder, log),
		},
	);
}
