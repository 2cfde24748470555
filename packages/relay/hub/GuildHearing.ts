/** What the seat of a guild reports: whether speakers are known, by channel, who speaks, and the encryption. Pure. */

import type { SpeakerLevel, Speaking } from "../../../src/protocol/voice/media.ts";
import type { RoomSpeakers, WireChange, WireEncryption } from "../../../src/protocol/room/segment.ts";
import { levelChange, speakingChange } from "../room/speech.ts";

const NOT_ENCRYPTED: WireEncryption = { state: "none" };

interface ChannelHearing {
	readonly speakers: RoomSpeakers;
	readonly reason: string;
	readonly encryption: WireEncryption;
	/** By user, while speakers are live. */
	readonly levels: Map<string, number>;
}

export class GuildHearing {
	private readonly channels = new Map<string, ChannelHearing>();

	/** Returns the changes that lead a room of an unheard channel to the present; undefined if nothing is known of it. */
	public changesOf(channelId: string): ReadonlyArray<WireChange> | undefined {
		const held = this.channels.get(channelId);
		if (held === undefined) return undefined;
		const speaking = [...held.levels].map(([userId, level]): WireChange => ["s", userId, level]);
		return [["w", held.speakers, held.reason], ["e", held.encryption], ...speaking];
	}

	public setSpeakers(channelId: string, speakers: RoomSpeakers, reason: string): ReadonlyArray<WireChange> {
		const held = this.channels.get(channelId);
		const isLive = speakers === "live";
		const encryption = (isLive ? held?.encryption : undefined) ?? NOT_ENCRYPTED;
		const levels = isLive && held?.speakers === "live" ? held.levels : new Map<string, number>();
		this.channels.set(channelId, { speakers, reason, encryption, levels });
		const news: WireChange = ["w", speakers, reason];
		const isOpened = held !== undefined && held.encryption.state !== encryption.state;
		return isOpened ? [news, ["e", encryption]] : [news];
	}

	public speak(channelId: string, speaking: Speaking): ReadonlyArray<WireChange> {
		const change = speakingChange(speaking);
		const levels = this.channels.get(channelId)?.levels;
		if (change[0] === "q") levels?.delete(change[1]);
		else levels?.set(change[1], change[2]);
		return [change];
	}

	public setLevel(channelId: string, level: SpeakerLevel): ReadonlyArray<WireChange> {
		const change = levelChange(level);
		const levels = this.channels.get(channelId)?.levels;
		if (change[0] !== "q" && levels?.has(change[1]) === true) levels.set(change[1], change[2]);
		return [change];
	}

	public setEncryption(channelId: string, encryption: WireEncryption): ReadonlyArray<WireChange> {
		const held = this.channels.get(channelId);
		if (held !== undefined) this.channels.set(channelId, { ...held, encryption });
		return [["e", encryption]];
	}

	/** Neither wanted nor heard any longer. */
	public forget(channelId: string): void {
		this.channels.delete(channelId);
	}
}
