/** The legs of a soak. Table. */

import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { freePorts, spawnRelay, type Cleaning, type SpawnedRelay } from "../../relay/support/spawnRelay.ts";
import { missingProxy, startProxy } from "../../relay/support/startProxy.ts";
import { CREDENTIALS, type Leg } from "./runLeg.ts";

/** Token of the relays, not secret. */
const TOKEN = "soak-relay-token";

/** Milliseconds that haproxy may take to start. */
const PATIENCE = 30_000;

function startRelay(gateway: GatewayServer, context: Cleaning, port: number, node: string): Promise<SpawnedRelay> {
	return spawnRelay(context, {
		RELAY_PORT: String(port),
		RELAY_NODE: node,
		RELAY_TOKENS: `soak=${TOKEN}`,
		RELAY_INSECURE_ALLOW: gateway.endpoint,
		RELAY_LOG_LEVEL: "info", // the relay logs its address at this level
	});
}

/** Resets our client's connection. */
async function resetLink(gateway: GatewayServer): Promise<void> {
	gateway.dropSession(CREDENTIALS.sessionId);
}

/** Milliseconds that a client may take to notice a dead relay. Speech in that time is lost with the relay. */
const NOTICE = 5000;

export const LEGS: ReadonlyArray<Leg> = [
	{
		name: "direct, with connection resets",
		open: async (gateway) => ({ injectFault: () => resetLink(gateway) }),
	},
	{
		name: "through a relay, with resets of its connection to the server",
		async open(gateway, context) {
			const { url } = await startRelay(gateway, context, 0, "a");
			return { relay: { url, token: TOKEN }, injectFault: () => resetLink(gateway) };
		},
	},
	{
		name: "through a relay that is killed and restarted",
		async open(gateway, context) {
			const [port = 0] = await freePorts(1);
			let relay = await startRelay(gateway, context, port, "a");
			const injectFault = async (): Promise<void> => {
				await relay.kill("SIGKILL");
				relay = await startRelay(gateway, context, port, "a");
			};
			return { relay: { url: relay.url, token: TOKEN }, injectFault, notice: NOTICE };
		},
	},
	{
		name: "through haproxy and two relays that are killed and restarted in turn",
		async open(gateway, context) {
			const missing = await missingProxy();
			if (missing !== undefined) return missing;
			const [bind = 0, ...ports] = await freePorts(3);
			const start = (index: number) => startRelay(gateway, context, ports[index] ?? 0, index === 0 ? "a" : "b");
			const relays = [await start(0), await start(1)];
			const url = await startProxy(context, bind, ports, PATIENCE, true);
			let next = 0;
			const injectFault = async (): Promise<void> => {
				const index = next;
				next = 1 - next;
				await relays[index]?.kill("SIGKILL");
				relays[index] = await start(index);
			};
			return { relay: { url, token: TOKEN }, injectFault, notice: NOTICE };
		},
	},
];
