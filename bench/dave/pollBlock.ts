/** The longest that a poll of a quiet link is held up while 50 sessions of other links join encrypted channels at once. */

import { once } from "node:events";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { GatewayServer } from "../../server/gateway/GatewayServer.ts";
import { RelayVoiceUser } from "../../server/relay/support/RelayVoiceUser.ts";

const TOKEN = "token-of-the-benchmark";
const CHANNELS = 5;
const USERS_PER_CHANNEL = 10;
const FIRST_ID = 104_694_319_306_000;

/** Milliseconds of a quiet measurement: about as long as the joins take. */
const QUIET = 2000;

/** Longest poll in milliseconds, each on servers of its own. */
export const pollBlock = {
	value: (): Promise<number> => withServers(joinAll),
	baseline: (): Promise<number> => withServers(() => delay(QUIET)),
};

/** Runs `action` beside the poll of a quiet link. @returns Its longest poll, in milliseconds. */
async function withServers(action: (join: (index: number) => RelayVoiceUser) => Promise<void>): Promise<number> {
	const server = new GatewayServer({ dave: "required" });
	await server.listen();
	const relay = spawn(process.execPath, ["--import", "tsx", "server/relay/cli.ts"], {
		env: {
			...process.env,
			RELAY_PORT: "0",
			RELAY_TOKENS: `bench=${TOKEN}`,
			RELAY_INSECURE_ALLOW: server.endpoint,
			RELAY_PACE_PER_MIN: "6000",
			RELAY_REQUESTS_PER_MIN: "1000000",
			RELAY_LOG_LEVEL: "info",
		},
		stdio: ["ignore", "pipe", "inherit"],
	});
	const users: Array<RelayVoiceUser> = [];
	try {
		const url = await listening(relay.stdout);
		const joinOne = (index: number): RelayVoiceUser => {
			const user = join(server, url, index);
			users.push(user);
			return user;
		};
		return await probed(url, () => action(joinOne));
	} finally {
		await Promise.all(users.map((user) => user.leave()));
		relay.kill("SIGKILL");
		await once(relay, "exit");
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

/** Runs `action` beside a probe. @returns Its longest poll, in milliseconds. */
async function probed(url: string, action: () => Promise<unknown>): Promise<number> {
	const probe = new Worker(new URL("pollProbe.mjs", import.meta.url), { workerData: { url, token: TOKEN } });
	await once(probe, "message");
	await delay(500); // the first requests warm both sides up
	probe.postMessage("reset");
	await action();
	probe.postMessage("end");
	const [longest] = (await once(probe, "message")) as [number];
	return longest;
}

async function listening(stdout: NodeJS.ReadableStream): Promise<string> {
	return new Promise((resolve) => {
		createInterface(stdout).on("line", (line) => {
			const { msg, address } = JSON.parse(line) as { msg: string; address: string };
			if (msg === "relay listens") resolve(address);
		});
	});
}
