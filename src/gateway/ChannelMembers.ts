/**
 * Names, avatars and mutes of the users in one voice channel, from the main gateway. Keeps only users of that channel.
 * Source: Discord Docs, "Guild Create", "Voice State Update", "Guild Member Update", "Guild Members Chunk".
 */

import { field, textField } from "../protocol/field";
import { readIdentity, readMutes } from "../protocol/gateway/memberProfile";
import { requestUsersPayload } from "../protocol/gateway/command";
import { MemberProfile } from "../protocol/voice/roster";
import { Timers } from "../runtime/Timers";
import { MemberDirectory } from "../voice/CredentialSource";
import { WebsocketManager } from "./WebsocketManager";

/** Maximum number of users: more than a voice channel holds, but a bound for a broken server. */
const MAX_MEMBERS = 1000;

/** Maximum number of users in one request (Discord Docs, "Request Guild Members"). */
const MAX_REQUESTED = 100;

/** Seconds before a request. It is rarely needed, since the voice state of a joining user usually has their name. */
const REQUEST_DELAY = 1;

type Reader = (members: ChannelMembers, d: unknown) => void;

export class ChannelMembers implements MemberDirectory {
	private readonly profiles = new Map<string, MemberProfile>();
	private channelId?: string;
	private listener?: (userId: string) => void;
	/** Users without a name. True means that the name was requested, which happens once. */
	private readonly unknown = new Map<string, boolean>();
	private readonly timers: Timers<"request">;

	public constructor(
		private readonly manager: WebsocketManager,
		private readonly guildId: string,
		channelId?: string,
	) {
		this.channelId = channelId;
		this.timers = new Timers(manager.environment.scheduler);
	}

	public profileOf(userId: string): MemberProfile | undefined {
		return this.profiles.get(userId);
	}

	/** Listens to the main gateway from now on. One listener at a time. */
	public subscribe(listener: (userId: string) => void): () => void {
		this.listener = listener;
		const connection = this.manager.onDispatch.Connect((name, d) => READERS.get(name)?.(this, d));
		return () => {
			this.listener = undefined;
			connection.Disconnect();
			this.timers.stopAll();
			this.clear();
		};
	}

	/** Requests the missing names after a second (op 8). Since it lists user IDs, it needs no privileged intent. */
	public request(userIds: ReadonlyArray<string>): void {
		for (const userId of userIds) {
			if (this.isNamed(userId) || this.unknown.has(userId) || this.unknown.size() >= MAX_MEMBERS) continue;
			this.unknown.set(userId, false);
			this.timers.start("request", REQUEST_DELAY, () => this.sendRequest());
		}
	}

	/** Sets the channel of the bot; undefined for none. Forgets the users of another channel. */
	public setChannel(channelId: string | undefined): void {
		if (channelId === this.channelId) return;
		this.channelId = channelId;
		this.clear();
	}

	/** Reads a voice state, which may contain its member. */
	public takeState(state: unknown): void {
		const userId = textField(state, "user_id");
		if (userId === undefined) return;
		if (this.channelId === undefined || textField(state, "channel_id") !== this.channelId) {
			this.profiles.delete(userId);
			this.unknown.delete(userId);
			return;
		}
		const identity = readIdentity(this.guildId, field(state, "member"));
		this.put(userId, { ...this.profiles.get(userId), ...identity, ...readMutes(state) });
	}

	/** Reads a member object, if its user is in the channel. */
	public takeMember(member: unknown): void {
		const userId = textField(field(member, "user"), "id");
		const identity = readIdentity(this.guildId, member);
		if (userId === undefined || identity === undefined) return;
		if (!this.profiles.has(userId) && !this.unknown.has(userId)) return;
		this.put(userId, { ...this.profiles.get(userId), ...identity });
	}

	public isAbout(guildId: unknown): boolean {
		return guildId === this.guildId;
	}

	private sendRequest(): void {
		const userIds = new Array<string>();
		for (const [userId, isAsked] of this.unknown) {
			if (!isAsked && userIds.size() < MAX_REQUESTED) userIds.push(userId);
		}
		const shard = this.manager.shardOfGuild(this.guildId);
		if (userIds.isEmpty() || shard === undefined || !shard.isConnected()) return;
		for (const userId of userIds) this.unknown.set(userId, true);
		shard.send(requestUsersPayload(this.guildId, userIds));
	}

	private isNamed(userId: string): boolean {
		return this.profiles.get(userId)?.name !== undefined;
	}

	private clear(): void {
		this.profiles.clear();
		this.unknown.clear();
	}

	private put(userId: string, profile: MemberProfile): void {
		if (!this.profiles.has(userId) && this.profiles.size() >= MAX_MEMBERS) return;
		this.profiles.set(userId, profile);
		if (profile.name !== undefined) this.unknown.delete(userId);
		this.listener?.(userId);
	}
}

function each(body: unknown, name: string, take: (item: unknown) => void): void {
	const list = field(body, name);
	if (typeIs(list, "table")) for (const [, item] of pairs(list as Record<number, unknown>)) take(item);
}

/** Readers by event name. In GUILD_CREATE, a large guild lists only some members, but always those in voice channels. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
	[
		"GUILD_CREATE",
		(members, d) => {
			if (!members.isAbout(field(d, "id"))) return;
			each(d, "voice_states", (state) => members.takeState(state));
			each(d, "members", (member) => members.takeMember(member));
		},
	],
	[
		"VOICE_STATE_UPDATE",
		(members, d) => {
			if (members.isAbout(field(d, "guild_id"))) members.takeState(d);
		},
	],
	[
		"GUILD_MEMBER_UPDATE",
		(members, d) => {
			if (members.isAbout(field(d, "guild_id"))) members.takeMember(d);
		},
	],
	[
		"GUILD_MEMBERS_CHUNK",
		(members, d) => {
			if (members.isAbout(field(d, "guild_id"))) each(d, "members", (member) => members.takeMember(member));
		},
	],
]);
