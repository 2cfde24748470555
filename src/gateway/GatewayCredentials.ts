/**
 * The main gateway as the source of a voice session's credentials: op 4 asks, and both updates answer in any order.
 * Source: Discord Docs, "Retrieving Voice Server Information".
 */

import { VoiceTarget, voiceStatePayload } from "../protocol/gateway/payload";
import { CredentialListener, CredentialSource } from "../voice/CredentialSource";
import { Websocket } from "./Websocket";
import { WebsocketManager } from "./WebsocketManager";

export class GatewayCredentials implements CredentialSource {
	/** The channel that we are in or want to be in: after a move, the one that we were moved to. */
	private channelId?: string;
	/** Whether Discord has put us into a channel, and neither we nor it have ended that. */
	private isJoined = false;

	/** @param target With a channel. */
	public constructor(
		private readonly manager: WebsocketManager,
		private readonly target: VoiceTarget,
	) {
		this.channelId = target.channelId;
	}

	/** Hears of our own user's states in the guild, and of its voice servers. */
	public subscribe(listener: CredentialListener): () => void {
		const { manager, target } = this;
		const { guildId } = target;
		const connections = [
			manager.onVoiceState.Connect((state) => {
				if (state.guild_id !== guildId || state.user_id !== manager.userId()) return;
				const { channel_id: channelId, user_id: userId, session_id: sessionId = "" } = state;
				this.isJoined = channelId !== undefined;
				if (channelId !== undefined) this.channelId = channelId;
				// Out of a channel no session is needed; in one, there is nothing to connect with without it.
				if (channelId === undefined || sessionId !== "")
					listener.onVoiceState({ userId, sessionId, channelId });
			}),
			manager.onVoiceServer.Connect(({ guild_id: serverId, token, endpoint }) => {
				if (serverId === guildId) listener.onVoiceServer({ serverId, token, endpoint });
			}),
			// A new main session is in no channel: whoever was is taken back there, with a new pair.
			manager.onReady.Connect((_, shardId) => {
				const isOurs = manager.shardOfGuild(guildId) === manager.shards.get(shardId);
				if (this.isJoined && isOurs) this.join();
			}),
		];
		return () => {
			for (const connection of connections) connection.Disconnect();
		};
	}

	/**
	 * Sends op 4 with the channel; it waits while the main session is away. Whoever is in a channel gets no new pair for the
	 * same one: so out first, and in again.
	 *
	 * @throws If there is no shard to ask.
	 */
	public request(): void {
		if (this.isJoined) this.leave();
		this.join();
	}

	/** Sends op 4 without a channel. Does nothing if there is no shard: with its session we have left. */
	public leave(): void {
		this.isJoined = false;
		this.openShard()?.send(voiceStatePayload({ ...this.target, channelId: undefined }));
	}

	private join(): void {
		const shard = this.openShard();
		if (shard === undefined) {
			return error("the main gateway is not connected: call connect of its manager first", 0);
		}
		shard.send(voiceStatePayload({ ...this.target, channelId: this.channelId }));
	}

	/** Shard of the guild, if it is up or about to be. */
	private openShard(): Websocket | undefined {
		const shard = this.manager.shardOfGuild(this.target.guildId);
		return shard === undefined || shard.isClosed() ? undefined : shard;
	}
}
