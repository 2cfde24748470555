/**
 * The published `@discordjs/voice` with a simulated main gateway: each Update Voice State (op 4) that it sends is answered
 * with a new voice session of the server.
 */

import type { TestContext } from "node:test";
import {
	entersState,
	joinVoiceChannel,
	VoiceConnectionStatus,
	type DiscordGatewayAdapterLibraryMethods,
	type VoiceConnection,
} from "@discordjs/voice";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import type { VoiceCredentials } from "../../gateway-server/voice/VoiceSession.ts";
import { ALICE } from "../../gateway-server/support/fixtures.ts";
import { playPackets } from "../support/playTone.ts";
import { Hearing } from "./Hearing.ts";
import { startSecureFront } from "../../gateway-server/support/secureFront.ts";

/** Voice sessions to give out at most: where a server refuses the library, it asks again immediately and forever. */
const MAX_JOINS = 3;

/** Milliseconds after which a missing state fails the test. */
const PATIENCE = 5000;

export interface VoiceUserOptions {
	/** Whether the client offers E2EE. @default false */
	readonly dave?: boolean;
}

/** The library's own types of voice states and voice servers, which it does not export. */
type VoiceState = Parameters<DiscordGatewayAdapterLibraryMethods["onVoiceStateUpdate"]>[0];

export class VoiceUser {
	public readonly connection: VoiceConnection;
	/** IDs of the sessions it was given, oldest first. */
	public readonly sessionIds: Array<string> = [];
	/** Users mapped by op 5, in order of arrival. */
	public readonly mapped: Array<string> = [];
	private onArrival = (): void => {};
	private methods: DiscordGatewayAdapterLibraryMethods | undefined;

	private constructor(
		private readonly context: TestContext,
		private server: GatewayServer,
		private endpoint: string,
		private credentials: VoiceCredentials,
		{ dave = false }: VoiceUserOptions,
	) {
		this.connection = joinVoiceChannel({
			guildId: credentials.serverId,
			// the library has one connection per guild and group
			group: credentials.userId,
			channelId: credentials.channelId,
			daveEncryption: dave,
			selfDeaf: false,
			adapterCreator: (methods) => {
				this.methods = methods;
				return {
					sendPayload: (payload: { readonly d: { readonly channel_id: string | null } }) =>
						payload.d.channel_id === null || this.answer(methods),
					destroy: () => {},
				};
			},
		});
		this.connection.on("error", () => {}); // a lost connection; the state shows it
		this.connection.receiver.ssrcMap.on("update", (_before, { userId }) => {
			this.mapped.push(userId);
			this.onArrival();
		});
	}

	/** Joins Alice's channel as Alice, and leaves it when the test ends. */
	public static async join(
		context: TestContext,
		server: GatewayServer,
		options: VoiceUserOptions & Partial<VoiceCredentials> = {},
	): Promise<VoiceUser> {
		const endpoint = await startSecureFront(context, server.endpoint);
		const { dave, ...changes } = options;
		const user = new VoiceUser(
			context,
			server,
			endpoint,
			{ ...ALICE, ...changes },
			dave === undefined ? {} : { dave },
		);
		context.after(() => user.connection.destroy());
		await user.enters(VoiceConnectionStatus.Ready);
		return user;
	}

	/** The last session it was given. */
	public get sessionId(): string {
		return this.sessionIds.at(-1)!;
	}

	/** Leaves the channel. */
	public leave(): void {
		this.connection.disconnect();
	}

	/** Rejoins the channel that it left. */
	public comeBack(): void {
		// the library forgets the channel when it leaves
		this.connection.rejoin({ ...this.connection.joinConfig, channelId: this.credentials.channelId });
	}

	/** Moves to another voice server as the main gateway does: first without a server, then with the new one. */
	public async move(server: GatewayServer): Promise<void> {
		const { serverId: guild_id, token: oldToken } = this.credentials;
		this.methods!.onVoiceServerUpdate({ guild_id, token: oldToken, endpoint: null });
		const token = `${oldToken}+`;
		this.server = server;
		this.endpoint = await startSecureFront(this.context, server.endpoint);
		this.credentials = { ...this.credentials, sessionId: this.sessionId, token };
		server.registerVoiceSession(this.credentials);
		this.methods!.onVoiceServerUpdate({ guild_id, token, endpoint: this.endpoint });
	}

	/** Waits for a state unless it is already reached. @throws If it is not reached in time. */
	public async enters(status: VoiceConnectionStatus): Promise<void> {
		await entersState(this.connection, status, PATIENCE);
	}

	/** Waits for `count` SSRC mappings and returns their users. */
	public async maps(count: number): Promise<ReadonlyArray<string>> {
		while (this.mapped.length < count) await new Promise<void>((resolve) => (this.onArrival = resolve));
		return this.mapped;
	}

	/** Sends op 5, which must precede the first packet: earlier packets belong to no user. */
	public announce(): void {
		this.connection.setSpeaking(true);
	}

	/** Sends Opus packets of 20 ms and then five silence frames. Resolves when all are sent. */
	public play(packets: ReadonlyArray<Buffer>): Promise<void> {
		return playPackets(this.connection, packets);
	}

	/** Starts receiving a user's audio. */
	public receive(userId: string): Hearing {
		return new Hearing(this.connection, userId);
	}

	/** Gives out a session. Returns false at the limit, as for a shard that is not connected. */
	private answer(methods: DiscordGatewayAdapterLibraryMethods): boolean {
		if (this.sessionIds.length === MAX_JOINS) return false;
		const { serverId, channelId, userId, token } = this.credentials;
		const sessionId = `session-${this.sessionIds.length + 1}-of-${userId}`;
		this.sessionIds.push(sessionId);
		this.server.registerVoiceSession({ ...this.credentials, sessionId });
		setImmediate(() => {
			methods.onVoiceStateUpdate({
				guild_id: serverId,
				channel_id: channelId,
				user_id: userId,
				session_id: sessionId,
			} as VoiceState);
			methods.onVoiceServerUpdate({ guild_id: serverId, token, endpoint: this.endpoint });
		});
		return true;
	}
}
