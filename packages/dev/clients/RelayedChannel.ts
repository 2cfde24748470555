/**
 * A channel that requires DAVE, a relay, and three kinds of members: ours through the relay, the published
 * `@discordjs/voice`, and plain davey, which is cheap.
 */

import { setTimeout as delay } from "node:timers/promises";
import type { TestContext } from "node:test";
import { systemTimers } from "../../shared/clock.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import type { GatewayServerOptions } from "../../gateway-server/options.ts";
import type { VoiceCredentials } from "../../gateway-server/voice/VoiceSession.ts";
import { RelayVoiceUser } from "../../relay/support/RelayVoiceUser.ts";
import { startRelay, TOKEN } from "../../relay/support/startRelay.ts";
import { DaveClient } from "../../gateway-server/support/DaveClient.ts";
import { ALICE, startServer } from "../../gateway-server/support/fixtures.ts";
import { VoiceUser } from "./VoiceUser.ts";

export const CHANNEL = ALICE.channelId;
/** User IDs of the published library's members and of ours. */
export const PEERS = ["104694319306248201", "104694319306248202"] as const;
export const OURS = ["104694319306248211", "104694319306248212"] as const;
/** Milliseconds that a group may take to form on a busy machine, including the start of relays. */
const PATIENCE = 60_000;

const REAL_TIME = { now: () => performance.now(), timers: systemTimers };

/** Polls `find` and resolves with its first result. @throws Error If it finds nothing within {@link PATIENCE}. */
export async function until<Value>(
	what: string,
	find: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
	const end = Date.now() + PATIENCE;
	for (;;) {
		const found = await find();
		if (found !== undefined) return found;
		if (Date.now() > end) throw new Error(`no ${what} within ${PATIENCE} ms`);
		await delay(10);
	}
}

/** Starts a gateway whose channels require DAVE. */
export async function startDaveServer(
	context: TestContext,
	options: GatewayServerOptions = {},
): Promise<GatewayServer> {
	return (await startServer(context, { dave: "required", replayOrder: "after", ...REAL_TIME, ...options })).server;
}

/** Starts a relay in this process that may connect to these servers. */
export function startRelayFor(
	context: TestContext,
	servers: ReadonlyArray<GatewayServer>,
	environment: Readonly<Record<string, string>> = {},
): ReturnType<typeof startRelay> {
	const endpoints = servers.map(({ endpoint }) => endpoint);
	return startRelay(context, endpoints, { RELAY_PACE_PER_MIN: "6000", ...environment });
}

/** All members that belong in the group. */
export interface Members {
	readonly peers?: ReadonlyArray<VoiceUser>;
	readonly ours?: ReadonlyArray<RelayVoiceUser>;
	readonly cheap?: ReadonlyArray<DaveClient>;
}

export class RelayedChannel {
	/** @param relayUrl Returns the relay's URL, which may change when a relay restarts. */
	public constructor(
		private readonly context: TestContext,
		public readonly server: GatewayServer,
		private readonly relayUrl: () => string,
	) {}

	/** Starts a server and a relay in this process. */
	public static async start(context: TestContext, options: GatewayServerOptions = {}): Promise<RelayedChannel> {
		const server = await startDaveServer(context, options);
		const { url } = await startRelayFor(context, [server]);
		return new RelayedChannel(context, server, () => url);
	}

	public peer(userId: string): Promise<VoiceUser> {
		return VoiceUser.join(this.context, this.server, { dave: true, userId });
	}

	public ours(userId: string): RelayVoiceUser {
		const credentials = credentialsOf(userId);
		this.server.registerVoiceSession(credentials);
		const user = new RelayVoiceUser(this.relayUrl, TOKEN, this.server, credentials);
		this.context.after(() => user.leave());
		user.start();
		return user;
	}

	/** Connects a member that answers only while {@link agree} runs. */
	public cheap(userId: string): Promise<DaveClient> {
		return DaveClient.join(this.server, credentialsOf(userId));
	}

	/**
	 * Waits until exactly these users are in the group and share one code.
	 *
	 * @param server Their voice server. @default the one they joined
	 * @returns The epoch and the code.
	 */
	public async agree(members: Members, server = this.server): Promise<string> {
		const { peers = [], ours = [], cheap = [] } = members;
		return until("common code", async () => {
			// all at once, so that their answers reach the server together
			await Promise.all(cheap.map((client) => client.turn()));
			const state = server.daveState(CHANNEL);
			const isAtRest = state?.proposals === 0 && state.transitions.length === 0;
			if (!isAtRest || state.members.length !== peers.length + ours.length + cheap.length) return undefined;
			const codes = new Set([
				...peers.map(({ connection }) => connection.voicePrivacyCode),
				...ours.map(({ told }) => told.code),
				...cheap.map(({ peer }) => peer.privacyCode),
			]);
			const [code] = codes;
			const isThere = ours.every(({ told }) => told.state === "active" && told.epoch === state.epoch);
			return isThere && codes.size === 1 && code ? `${state.epoch} ${code}` : undefined;
		});
	}
}

function credentialsOf(userId: string): VoiceCredentials {
	return { ...ALICE, userId, sessionId: `session-of-${userId}` };
}
