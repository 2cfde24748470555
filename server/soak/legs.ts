/** What a soak puts a session through: a table of legs. */

import { freePorts, spawnRelay, type SpawnedRelay } from "../relay/support/spawnRelay.ts";
import type { GatewayServer } from "../gateway/GatewayServer.ts";
import type { Leg } from "./runLeg.ts";

/** Of the relays; nothing is secret here. */
const TOKEN = "soak-relay-token";

type After = (cleanup: () => unknown) => void;

function startRelay(gateway: GatewayServer, after: After, port: number, node: string): Promise<SpawnedRelay> {
	return spawnRelay({ after } as never, {
		RELAY_PORT: String(port),
		RELAY_NODE: node,
		RELAY_TOKENS: `soak=${TOKEN}`,
		RELAY_INSECURE_ALLOW: gateway.endpoint,
		RELAY_LOG_LEVEL: "info",
	});
}

export const LEGS: ReadonlyArray<Leg> = [
	{
		name: "direct, the link reset",
		async open(gateway) {
			return {
				hurt: async () => {
					gateway.dropSession("soak-session");
				},
			};
		},
	},
	{
		name: "through a relay, the far link reset",
		async open(gateway, after) {
			const [port = 0] = await freePorts(1);
			const { url } = await startRelay(gateway, after, port, "a");
			return {
				relay: { url, token: TOKEN },
				hurt: async () => {
					gateway.dropSession("soak-session");
				},
			};
		},
	},
	{
		name: "through a relay that is killed and started again",
		async open(gateway, after) {
			const [port = 0] = await freePorts(1);
			let relay = await startRelay(gateway, after, port, "a");
			return {
				relay: { url: relay.url, token: TOKEN },
				hurt: async () => {
					await relay.kill("SIGKILL");
					relay = await startRelay(gateway, after, port, "a");
				},
			};
		},
	},
];
