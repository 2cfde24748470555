/**
 * The main gateway as the source of a voice session's credentials: op 4 asks, and both updates answer in any order.
 * Source: Discord Docs, "Retrieving Voice Server Information".
 */

import { VoiceTarget, voiceStatePayload } from "../protocol/gateway/payload";
import { settle } from "../runtime/settle";
import { CredentialListener, CredentialSource, SelfState } from "../voice/CredentialSource";
import { Websocket } from "./Websocket";
import { WebsocketManager } from "./WebsocketManager";

/**
 * Where we are: in no channel; asked for one, and not seen in it yet; or in one, as Discord says.
 */
type Place = "out" | "asked" | "in";

export class GatewayCredentials implements CredentialSource {
	private place: Place = "out";
	/** What each op 4 says: the channel is the one that we were moved to, mute and deaf what the owner set last. */
	private target: VoiceTarget;

	/** @param target With a channel. */
	public constructor(
		private readonly manager: WebsocketManager,
		target: VoiceTarget,
	) {
		this.target = target;
	}

	/** Hears of our own user's states in the guild, and of its voice servers. */
	public subscribe(listener: CredentialListener): () => void {
		const { manager } = this;
		const { guildId } = this.target;
		const connections = [
			manager.onVoiceState.Connect((state) => {
				if (state.guild_id !== guildId || state.user_id !== manager.userId()) return;
				const { channel_id: channelId, user_id: userId, session_id: sessionId = "" } = state;
				this.seen(channelId);
				// Out of a channel no session is needed; in one, there is nothing to connect with without it.
				if (channelId === undefined || sessionId !== "")
					listener.onVoiceState({ userId, sessionId, channelId });
			}),
			manager.onVoiceServer.Connect(({ guild_id: serverId, token, endpoint }) => {
				if (serverId === guildId) listener.onVoiceServer({ serverId, token, endpoint });
			}),
			// A new main session is in no channel: it joins the one that the last was in, with a new pair.
			manager.onReady.Connect((_, shardId) => {
				const isOurs = manager.shardOfGuild(guildId) === manager.shards.get(shardId);
				if (this.place === "in" && isOurs) this.join();
			}),
		];
		return () => {
			for (const connection of connections) connection.Disconnect();
		};
	}

	/**
	 * Sends op 4 with the channel; it waits while the main session is away. A bot that is in the channel gets no new pair for
	 * it: so it leaves first, and joins again.
	 *
	 * @throws If there is no shard to ask.
	 */
	public request(): void {
		if (this.place === "in") this.leave();
		this.join();
	}

	/** Sends op 4 without a channel. Does nothing if there is no shard: with its session we have left. */
	public leave(): void {
		// Why it could not be sent is that the session ended, with which we have left.
		this.leaveAsync().catch(() => {});
	}

	/** As `leave`. @returns Resolves when op 4 went out; rejects with the reason if it cannot. */
	public leaveAsync(): Promise<void> {
		this.place = "out";
		const payload = voiceStatePayload({ ...this.target, channelId: undefined });
		return this.openShard()?.sendAsync(payload) ?? settle(undefined);
	}

	/** Says it at once where we are in the channel or about to be; each later op 4 says it too. */
	public setSelfState({ mute, deaf }: Partial<SelfState>): void {
		const { selfMute, selfDeaf } = this.target;
		this.target = { ...this.target, selfMute: mute ?? selfMute, selfDeaf: deaf ?? selfDeaf };
		const isChanged = this.target.selfMute !== selfMute || this.target.selfDeaf !== selfDeaf;
		if (isChanged && this.place !== "out") this.openShard()?.send(voiceStatePayload(this.target));
	}

	/** Our own voice state. One without a channel, while we have asked for one, is the echo of leaving before. */
	private seen(channelId: string | undefined): void {
		if (channelId !== undefined) {
			this.place = "in";
			this.target = { ...this.target, channelId };
		} else if (this.place === "in") this.place = "out";
	}

	private join(): void {
		const shard = this.openShard();
		if (shard === undefined) {
			return error("the main gateway is not connected: call connect of its manager first", 0);
		}
		if (this.place === "out") this.place = "asked";
		shard.send(voiceStatePayload(this.target));
	}

	/** Shard of the guild, if it is up or about to be. */
	private openShard(): Websocket | undefined {
		const shard = this.manager.shardOfGuild(this.target.guildId);
		return shard === undefined || shard.isClosed() ? undefined : shard;
	}
}
