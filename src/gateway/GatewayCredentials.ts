/**
 * The main gateway as the source of a voice session's credentials: op 4 asks, and both updates answer in any order.
 * Source: Discord Docs, "Retrieving Voice Server Information"; docs/speaking.md, "One bot, one seat".
 */

import { VoiceTarget, voiceStatePayload } from "../protocol/gateway/command";
import { VoiceStateBody } from "../protocol/gateway/serverBody";
import { settledPromise } from "../runtime/settledPromise";
import { Timers } from "../runtime/Timers";
import { CredentialListener, CredentialSource, SelfState } from "../voice/CredentialSource";
import { ChannelMembers } from "./ChannelMembers";
import { OwnSessions } from "./OwnSessions";
import { Websocket } from "./Websocket";
import { WebsocketManager } from "./WebsocketManager";

/**
 * Where we are:
 *
 * - `out`: in no channel.
 * - `asked`: op 4 with the channel went out, and we are not seen in it yet.
 * - `in`: in one, as Discord says.
 * - `renewing`: in one, and about to leave it for the sake of a new pair.
 * - `leaving`: op 4 without a channel went out, and op 4 with it follows once we are seen in none.
 * - `taken`: another session of the bot is in one. Any op 4 of ours would act on its voice session.
 */
type Place = "out" | "asked" | "in" | "renewing" | "leaving" | "taken";

/** Seconds before we leave for a new pair: a voice socket may end before the main gateway says that we were taken over. */
const RENEWAL_GRACE = 1;

/** Seconds to be seen in no channel after op 4 without one; then we join all the same. */
const LEAVE_LIMIT = 3;

export class GatewayCredentials implements CredentialSource {
	public readonly members: ChannelMembers;
	private place: Place = "out";
	/** What each op 4 says: the channel is the one that we were moved to, mute and deaf what the owner set last. */
	private target: VoiceTarget;
	private readonly timers: Timers<"step">;
	private readonly ownSessions = new OwnSessions();

	/** @param target With a channel. */
	public constructor(
		private readonly manager: WebsocketManager,
		target: VoiceTarget,
	) {
		this.target = target;
		this.members = new ChannelMembers(manager, target.guildId, target.channelId);
		this.timers = new Timers(manager.environment.scheduler);
	}

	/** Tells our own user's states in the guild, and its voice servers. */
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
			// A new main session is in no channel: it joins the one that the last was in, with a new pair.
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
	 * Sends op 4 with the channel; it waits while the main session is away. A bot that is in the channel gets no new pair for
	 * it: so it leaves first, and joins again once its own voice state has no channel, or after 3 s.
	 *
	 * @throws If there is no shard to ask.
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

	/** Sends op 4 without a channel. Does nothing if there is no shard: with its session we have left. */
	public leave(): void {
		// Why it could not be sent is that the session ended, with which we have left.
		this.leaveAsync().catch(() => {});
	}

	/** As `leave`. @returns Resolves when op 4 went out; rejects with the reason if it cannot. */
	public leaveAsync(): Promise<void> {
		if (this.place === "taken") return settledPromise(undefined);
		this.timers.stopAll();
		this.place = "out";
		const payload = voiceStatePayload({ ...this.target, channelId: undefined });
		return this.openShard()?.sendAsync(payload) ?? settledPromise(undefined);
	}

	/** Says it at once where we are in the channel or about to be; each later op 4 says it too. */
	public setSelfState({ mute, deaf }: Partial<SelfState>): void {
		const { selfMute, selfDeaf } = this.target;
		this.target = { ...this.target, selfMute: mute ?? selfMute, selfDeaf: deaf ?? selfDeaf };
		const isChanged = this.target.selfMute !== selfMute || this.target.selfDeaf !== selfDeaf;
		const isSeated = this.place === "in" || this.place === "asked" || this.place === "renewing";
		if (isChanged && isSeated) this.openShard()?.send(voiceStatePayload(this.target));
	}

	/** Our own user's voice state. */
	private take(state: VoiceStateBody, listener: CredentialListener): void {
		const { channel_id: channelId, user_id: userId, session_id: sessionId = "", deaf: isDeafened } = state;
		this.ownSessions.add(this.openShard()?.sessionId());
		if (channelId !== undefined && this.ownSessions.isForeign(sessionId)) {
			// Before we are in, it is what our op 4 has yet to replace.
			if (!this.isInside()) return;
			this.place = "taken";
			this.timers.stopAll();
			return listener.onVoiceState({ userId, sessionId, channelId, isForeign: true });
		}
		const isRenewing = this.place === "renewing" || this.place === "leaving";
		this.seen(channelId);
		// What follows from it is the end of a session that is given up.
		if (isRenewing) return;
		// Out of a channel no session is needed; in one, there is nothing to connect with without it.
		if (channelId === undefined || sessionId !== "")
			listener.onVoiceState({ userId, sessionId, channelId, isDeafened });
	}

	/** One without a channel, while we have asked for one, is the echo of leaving before. */
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

	/** Whether we have been seen in a channel, and not out of it since. */
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

	/** Shard of the guild, if it is up or about to be. */
	private openShard(): Websocket | undefined {
		const shard = this.manager.shardOfGuild(this.target.guildId);
		return shard === undefined || shard.isClosed() ? undefined : shard;
	}
}
