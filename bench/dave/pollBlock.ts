/** Longest delay of an idle link's poll while 50 sessions of other links join encrypted channels at once. */

import { setTimeout as delay } from "node:timers/promises";
import { GatewayServer } from "../../packages/gateway-server/GatewayServer.ts";
import { RelayVoiceUser } from "../../packages/relay/support/RelayVoiceUser.ts";
import { PROBE_LIMITS, probePolls } from "../relay/probePolls.ts";
import { startRelayProcess, TOKEN } from "../relay/relayProcess.ts";

const CHANNELS = 5;
const USERS_PER_CHANNEL = 10;
const FIRST_ID = 104_694_319_306_000;

/** Length of the idle measurement in milliseconds, about as long as the joins take. */
const QUIET = 2000;

/** Longest poll in milliseconds, measured on separate servers. */
export const pollBlock = {
	value: (): Promise<number> => withServers(joinAll),
	baseline: (): Promise<number> => withServers(() => delay(QUIET)),
};

/** Runs `action` while an idle link polls. @returns The longest poll in milliseconds. */
async function withServers(action: (join: (index: number) => RelayVoiceUser) => Promise<void>): Promise<number> {
	const server = new GatewayServer({ dave: "required" });
	await server.listen();
	const relay = await startRelayProcess({ ...PROBE_LIMITS, RELAY_INSECURE_ALLOW: server.endpoint });
	const users: Array<RelayVoiceUser> = [];
	try {
		const joinOne = (index: number): RelayVoiceUser => {
			const user = join(server, relay.url, index);
			users.push(user);
			return user;
		};
		return Math.max(...(await probePolls(relay.url, () => action(joinOne))));
	} finally {
		await Promise.all(users.map((user) => user.leave()));
		await relay.kill();
		await server.terminate();
	}
}

async function joinAll(joinOne: (index: number) => RelayVoiceUser): Promise<void> {
	const users = Array.from({ length: CHANNELS * USERS_PER_CHANNEL }, (_, index) => joinOne(index));
	while (!users.every(({ told }) => told.state === "active")) await delay(20);
}

function join(server: GatewayServer, url: string, index: number): RelayVoiceUser {
	const userId = String(FIRST_ID + index);
	const channelId = String(FIRST_ID * 2 + (index % CHANNELS));
	const credentials = { serverId: "1", channelId, userId, sessionId: `session-${index}`, token: `token-${index}` };
	server.registerVoiceSession(credentials);
	const user = new RelayVoiceUser(() => url, TOKEN, server, credentials);
	user.start();
	return user;
}
