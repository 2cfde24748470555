/** Discord as a model has it: one guild with two voice channels, whose events reach every owner of the bot's session. */

import type { WireChange, WireEncryption } from "../../../../src/protocol/room/segment.ts";
import { PERMISSIONS } from "../guild/permissions.ts";
import type { CellDispatch } from "../../discord/main/CellSession.ts";

export const GUILD = "1";
export const BOT = "99";
export const CHANNELS = ["10", "11"] as const;

export interface ModelUser {
	channel: string | null;
	isMuted: boolean;
}

/** What an owner of the session receives. */
export interface GuildListener {
	readonly onDispatch: (dispatch: CellDispatch) => void;
	/** A fresh session began: its GUILD_CREATE follows. */
	readonly onGap: (reason: string) => void;
	/** Where the seat is, its media or its encryption has changed. */
	readonly onSeat: () => void;
	/** In the seat's channel. */
	readonly onSpeech: (change: WireChange) => void;
}

export class ModelGuild {
	public readonly names = new Map<string, string>(CHANNELS.map((id) => [id, "Lobby"]));
	public readonly users = new Map<string, ModelUser>();
	/** Levels of those who speak, in the channel of the seat. */
	public readonly speaking = new Map<string, number>();
	public isLive = true;
	public encryption: WireEncryption = { state: "none" };
	/** Number of the main session. */
	public session = 1;
	/** Of this session, for a Resume. */
	public readonly dispatches = new Array<CellDispatch>();
	public readonly listeners = new Set<GuildListener>();
	/** Whether dispatches are lost. */
	private isSilent = false;

	/** @param isMovable Whether others can bring the bot into a channel. On Discord they can only move or disconnect it. */
	public constructor(
		userIds: ReadonlyArray<string>,
		private readonly isMovable = true,
	) {
		for (const id of [...userIds, BOT]) this.users.set(id, { channel: null, isMuted: false });
		this.sendReady();
	}

	/** The channel of the bot. */
	public get seat(): string | null {
		return this.user(BOT).channel;
	}

	/** The ID of the main session. */
	public get sessionId(): string {
		return `session ${this.session}`;
	}

	/** @param hearsFirst Whether the seat knows before the main session: a stop of one who leaves, a start of one who comes. */
	public move(userId: string, channel: string | null, hearsFirst: boolean): void {
		const user = this.user(userId);
		if (userId === BOT) return this.moveBot(channel);
		const leaves = user.channel === this.seat && channel !== this.seat;
		if (leaves && hearsFirst) this.speak(userId, undefined);
		const comes = channel !== null && channel === this.seat && user.channel !== channel;
		user.channel = channel;
		if (comes && hearsFirst) this.speak(userId, 7);
		this.sendVoiceState(userId);
		if (leaves) this.speak(userId, undefined);
	}

	public mute(userId: string): void {
		const user = this.user(userId);
		user.isMuted = !user.isMuted;
		this.sendVoiceState(userId);
	}

	public rename(channel: string, name: string): void {
		this.names.set(channel, name);
		this.dispatch("CHANNEL_UPDATE", { guild_id: GUILD, ...this.channelBody(channel) });
	}

	/** A user of the seat's channel starts, stops (undefined) or changes their level. */
	public speak(userId: string, level: number | undefined): void {
		if (!this.isLive || this.seat === null || this.user(userId).channel !== this.seat) {
			if (this.speaking.delete(userId)) this.tell(({ onSpeech }) => onSpeech(["q", userId]));
			return;
		}
		const isLevel = this.speaking.has(userId);
		if (level !== undefined) this.speaking.set(userId, level);
		else if (!this.speaking.delete(userId)) return;
		this.tell(({ onSpeech }) =>
			onSpeech(level === undefined ? ["q", userId] : [isLevel ? "v" : "s", userId, level]),
		);
	}

	public setMedia(isLive: boolean): void {
		this.isLive = isLive;
		this.changeSeat();
	}

	public encrypt(epoch: number): void {
		this.encryption = { state: "active", epoch, code: "0" };
		this.tell(({ onSeat }) => onSeat());
	}

	/** Dispatches are lost while `act` runs, in an outage of the guild or between two sessions. */
	public lose(kind: "outage" | "session", act: () => void): void {
		if (kind === "outage") this.dispatch("GUILD_DELETE", { id: GUILD, unavailable: true });
		this.isSilent = true;
		act();
		this.isSilent = false;
		if (kind === "outage") return this.sendGuild();
		// a voice session ends with its main session
		this.user(BOT).channel = null;
		this.session += 1;
		this.dispatches.length = 0;
		this.tell(({ onGap }) => onGap(this.sessionId));
		this.sendReady();
		this.changeSeat();
	}

	/** A session was resumed: every dispatch was replayed. */
	public resume(): void {
		this.dispatch("RESUMED", {});
	}

	/** Answers op 4. */
	public answer(channel: string | null): void {
		this.moveSeat(channel);
	}

	private moveBot(channel: string | null): void {
		if (this.isMovable || this.seat !== null) this.moveSeat(channel);
	}

	private moveSeat(channel: string | null): void {
		this.user(BOT).channel = channel;
		this.sendVoiceState(BOT);
		if (channel !== null)
			this.dispatch("VOICE_SERVER_UPDATE", { guild_id: GUILD, token: "t", endpoint: "voice:1" });
		this.changeSeat();
	}

	private changeSeat(): void {
		this.speaking.clear();
		this.tell(({ onSeat }) => onSeat());
	}

	private sendVoiceState(userId: string): void {
		this.dispatch("VOICE_STATE_UPDATE", {
			guild_id: GUILD,
			...this.voiceState(userId),
			member: memberBody(userId),
		});
	}

	private sendReady(): void {
		const guilds = [{ id: GUILD, unavailable: true }];
		this.dispatch("READY", { session_id: this.sessionId, user: { id: BOT }, guilds });
		this.sendGuild();
	}

	private sendGuild(): void {
		this.dispatch("GUILD_CREATE", {
			id: GUILD,
			roles: [{ id: GUILD, permissions: String(PERMISSIONS.VIEW_CHANNEL | PERMISSIONS.CONNECT) }],
			channels: [...this.names.keys()].map((id) => this.channelBody(id)),
			members: [...this.users.keys()].map(memberBody),
			voice_states: [...this.users.keys()].map((id) => this.voiceState(id)),
		});
	}

	private dispatch(name: string, d: unknown): void {
		if (this.isSilent) return;
		const dispatch = { s: this.dispatches.length + 1, name, d };
		this.dispatches.push(dispatch);
		this.tell(({ onDispatch }) => onDispatch(dispatch));
	}

	private tell(act: (listener: GuildListener) => void): void {
		for (const listener of this.listeners) act(listener);
	}

	private user(userId: string): ModelUser {
		const user = this.users.get(userId);
		if (user === undefined) throw new Error(`no user ${userId}`);
		return user;
	}

	/** The voice state of a user, as Discord writes it. */
	public voiceState(userId: string): object {
		const { channel, isMuted } = this.user(userId);
		const session = userId === BOT ? this.sessionId : `session of ${userId}`;
		return { user_id: userId, channel_id: channel, session_id: session, self_mute: isMuted };
	}

	private channelBody(id: string): object {
		return { id, type: 2, name: this.names.get(id) };
	}
}

function memberBody(userId: string): object {
	return { user: { id: userId, username: `user ${userId}`, bot: userId === BOT } };
}
