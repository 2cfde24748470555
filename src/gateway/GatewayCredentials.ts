/**
 * The main gateway as the credential source of a voice session: op 4 asks for credentials, and two updates bring them in any
 * order.
 * Source: Discord Docs, "Retrieving Voice Server Information"; docs/speaking.md, "One bot, one seat".
 */

import { VoiceTarget, voiceStatePayload } from "../protocol/gateway/command";
import { VoiceStateBody } from "../protocol/gateway/serverBody";
import { LEAVE_LIMIT, RENEWAL_GRACE } from "../protocol/voice/credentials";
import { OwnSessions } from "../protocol/voice/ownSessions";
import { settledPromise } from "../runtime/settledPromise";
import { Timers } from "../runtime/Timers";
import { CredentialListener, CredentialSource, SelfState } from "../voice/CredentialSource";
import { ChannelMembers } from "./ChannelMembers";
import { Websocket } from "./Websocket";
import { WebsocketManager } from "./WebsocketManager";

/**
 * Where the bot is:
 *
 * - `out`: in no channel.
 * - `asked`: op 4 with the channel went out, and Discord has not confirmed it yet.
 * - `in`: in a channel, according to Discord.
 * - `renewing`: in a channel, and about to leave it to get a new pair of credentials.
 * - `leaving`: op 4 without a channel went out. Op 4 with the channel follows when Discord confirms it.
 * - `taken`: another session of the bot is in a channel. Any op 4 would act on the voice session of that one.
 */
type Place = "out" | "asked" | "in" | "renewing" | "leaving" | "taken";

export class GatewayCredentials implements CredentialSource {
	public readonly members: ChannelMembers;
	private place: Place = "out";
	/** Content of each op 4: the channel that the bot was last moved to, and the mutes that the owner set last. */
	private target: VoiceTarget;
	private readonly timers: Timers<"step">;
	private readonly ownSessions = new OwnSessions();

	/** @param target Must name a channel. */
	public constructor(
		private readonly manager: WebsocketManager,
		target: VoiceTarget,
	) {
		this.target = target;
		this.members = new ChannelMembers(manager, target.guildId, target.channelId);
		this.timers = new Timers(manager.environment.scheduler);
	}

	/** Passes on the voice states of the bot in the guild, and its voice servers. */
	public subscribe(listener: CredentialListener): () => void {
		const { manager } = this;
		const { guildId } = this.target;
		const connections = [
			manager.onVoiceState.Connect((state) => {
				if (state.guild_id === guildId && state.user_id === manager.userId()) this.take(state, listener);
			}),
			manager.onVoiceServer.Connect(({ guild_id: serverId, token, endpoint }) => {
				if (serverId === guildId) listener.onVoiceServer({ serverId, token, endpoint });
			}),
			// A new main session is in no channel. It joins the channel of the last session, with a new pair.
			manager.onReady.Connect((_, shardId) => {
				const isOurs = manager.shardOfGuild(guildId) === manager.shards.get(shardId);
				if (isOurs && this.isInside()) this.join();
			}),
		];
		return () => {
			for (const connection of connections) connection.Disconnect();
			this.timers.stopAll();
		};
	}

	/**
	 * Sends op 4 with the channel. Without a main session, it is queued. A bot that is already in the channel gets no new pair,
	 * so it leaves first, and joins again when its own voice state has no channel, or after 3 s.
	 *
	 * @throws If there is no shard.
	 */
	public request(): void {
		this.requireShard();
		if (this.place === "taken") return;
		if (this.place !== "in") return this.join();
		this.place = "renewing";
		this.timers.start("step", RENEWAL_GRACE, () => {
			this.leave();
			this.place = "leaving";
			this.timers.start("step", LEAVE_LIMIT, () => this.join());
		});
	}

	/** Sends op 4 without a channel. Does nothing without a shard, since the bot left with its session. */
	public leave(): void {
		// It only fails if the main session has ended, and the bot left with it.
		this.leaveAsync().catch(() => {});
	}

	/** Leaves like `leave`. @returns Resolves when op 4 went out. Rejects with the reason if it cannot. */
	public leaveAsync(): Promise<void> {
		if (this.place === "taken") return settledPromise(undefined);
		this.timers.stopAll();
		this.place = "out";
		const payload = voiceStatePayload({ ...this.target, channelId: undefined });
		return this.openShard()?.sendAsync(payload) ?? settledPromise(undefined);
	}

	/** Sends op 4 at once if the bot is in the channel or about to be. Every later op 4 repeats it. */
	public setSelfState({ mute, deaf }: Partial<SelfState>): void {
		const { selfMute, selfDeaf } = this.target;
		this.target = { ...this.target, selfMute: mute ?? selfMute, selfDeaf: deaf ?? selfDeaf };
		const isChanged = this.target.selfMute !== selfMute || this.target.selfDeaf !== selfDeaf;
		const isSeated = this.place === "in" || this.place === "asked" || this.place === "renewing";
		if (isChanged && isSeated) this.openShard()?.send(voiceStatePayload(this.target));
	}

	/** Processes a voice state of the bot. */
	private take(state: VoiceStateBody, listener: CredentialListener): void {
		const { channel_id: channelId, user_id: userId, session_id: sessionId = "", deaf: isDeafened } = state;
		this.ownSessions.add(this.openShard()?.sessionId());
		if (channelId !== undefined && this.ownSessions.isForeign(sessionId)) {
			// Before the bot has joined, its op 4 still has to replace that session.
			if (!this.isInside()) return;
			this.place = "taken";
			this.timers.stopAll();
			return listener.onVoiceState({ userId, sessionId, channelId, isForeign: true });
		}
		const isRenewing = this.place === "renewing" || this.place === "leaving";
		this.seen(channelId);
		// It only confirms the end of a session that is given up.
		if (isRenewing) return;
		// Outside a channel, no session ID is needed. In a channel, no connection is possible without it.
		if (channelId === undefined || sessionId !== "")
			listener.onVoiceState({ userId, sessionId, channelId, isDeafened });
	}

	/** A state without a channel, while one is requested, is the confirmation of leaving before. */
	private seen(channelId: string | undefined): void {
		if (channelId === undefined) {
			if (this.place === "in") this.place = "out";
			else if (this.isInside()) this.join();
			return;
		}
		if (this.place === "leaving") return;
		if (this.place !== "renewing") this.place = "in";
		this.target = { ...this.target, channelId };
		this.members.setChannel(channelId);
	}

	/** Whether the bot is in a channel, according to the last voice state. */
	private isInside(): boolean {
		return this.place === "in" || this.place === "renewing" || this.place === "leaving";
	}

	private join(): void {
		this.timers.stopAll();
		if (this.place !== "in") this.place = "asked";
		this.openShard()?.send(voiceStatePayload(this.target));
	}

	private requireShard(): void {
		if (this.openShard() === undefined) {
			error("the main gateway is not connected: call connect of its manager first", 0);
		}
	}

	/** Shard of the guild, unless it is closed. */
	private openShard(): Websocket | undefined {
		const shard = this.manager.shardOfGuild(this.target.guildId);
		return shard === undefined || shard.isClosed() ? undefined : shard;
	}
}
