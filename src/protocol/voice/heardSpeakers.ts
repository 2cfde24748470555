/**
 * Who speaks in a voice session, from what a relay reports. Forgets everyone as soon as media is not live, so that no user is
 * shown as speaking without evidence. A deafen, or late records, hide speakers until they end.
 * Pure: the owner keeps the time, see {@link LATE_AFTER}.
 * Source: docs/relay.md, "Who speaks" (`m` records).
 */

import { isSameMedia, Media, MEDIA_REASONS, MediaRecord, SpeakerLevel, Speaking, unavailable } from "./media";

/** No function yields or errors. */
export interface HeardEvents {
	/** The shown media changed. At `live` everyone is silent. At any other kind, speakers are unknown. */
	readonly onMedia: (media: Media) => void;
	readonly onSpeaking: (speaking: Speaking) => void;
	/** The loudness of a speaking user changed. */
	readonly onLevel: (level: SpeakerLevel) => void;
	/** A part of a record is out of place. */
	readonly onFault: (fault: string) => void;
}

const DEAFENED = unavailable(MEDIA_REASONS.deafened);
const LATE = unavailable(MEDIA_REASONS.late);

/** Seconds without a record until speakers become unknown. While a user speaks, a record comes every 2 s. */
export const LATE_AFTER = 10;

export class HeardSpeakers {
	/** The state to show. */
	public media: Media;
	/** Whether a moderator has deafened us. */
	private isDeafened = false;
	/** Whether records are late: the relay may be gone. */
	private isLate = false;
	/** Level of each speaking user. Empty while media is not live. */
	private readonly speakers = new Map<string, number>();

	/** @param carried The state of media so far. */
	public constructor(
		public carried: Media,
		private readonly events: HeardEvents,
	) {
		this.media = carried;
	}

	/** Whether anyone is speaking: then records must keep coming. */
	public isAnyoneSpeaking(): boolean {
		for (const _ of this.speakers) return true;
		return false;
	}

	/** Sets the state of media. */
	public carry(media: Media): void {
		this.carried = media;
		this.show();
		if (media.kind !== "live") this.speakers.clear();
	}

	/** A user left the channel. The relay reports their stop later. */
	public drop(userId: string): void {
		if (this.speakers.has(userId)) this.change(stopOf(userId));
	}

	/** A moderator has deafened us, or undeafened us. */
	public setDeafened(isDeafened: boolean): void {
		this.isDeafened = isDeafened;
		this.show();
	}

	/** No record has come for {@link LATE_AFTER} though someone was speaking, or one has come again. */
	public setLate(isLate: boolean): void {
		if (isLate === this.isLate) return;
		this.isLate = isLate;
		this.show();
	}

	/** Applies the speakers and levels of a record, after its state. */
	public hear({ isFull, speaking, levels }: Pick<MediaRecord, "isFull" | "speaking" | "levels">): void {
		if (isFull) this.stopOthers(new Set(speaking.map(({ userId }) => userId)));
		for (const change of speaking) this.change(change);
		for (const { userId, level } of levels) if (this.speakers.has(userId)) this.setLevel(userId, level);
	}

	/** Updates `media`. While we are deafened, nothing else is shown. */
	private show(): void {
		const { carried, events } = this;
		const before = this.media;
		const veil = this.isDeafened ? DEAFENED : this.isLate ? LATE : carried;
		const media = carried.kind === "live" ? veil : carried;
		if (isSameMedia(media, before)) return;
		if (before.kind === "live") for (const userId of this.speakerIds()) events.onSpeaking(stopOf(userId));
		this.media = media;
		events.onMedia(media);
		if (media.kind !== "live") return;
		for (const userId of this.speakerIds()) {
			events.onSpeaking({ userId, speaking: true, level: this.speakers.get(userId) ?? 0 });
		}
	}

	private stopOthers(named: ReadonlySet<string>): void {
		for (const userId of this.speakerIds()) if (!named.has(userId)) this.change(stopOf(userId));
	}

	private change(change: Speaking): void {
		const { userId, speaking, level } = change;
		if (this.carried.kind !== "live") return this.events.onFault("a speaker without live media");
		if (speaking === this.speakers.has(userId)) return speaking ? this.setLevel(userId, level) : undefined;
		if (speaking) this.speakers.set(userId, level);
		else this.speakers.delete(userId);
		if (this.media.kind === "live") this.events.onSpeaking(change);
	}

	private setLevel(userId: string, level: number): void {
		if (this.speakers.get(userId) === level) return;
		this.speakers.set(userId, level);
		if (this.media.kind === "live") this.events.onLevel({ userId, level });
	}

	/** A copy: handlers may change the map. */
	private speakerIds(): Array<string> {
		const userIds = new Array<string>();
		for (const [userId] of this.speakers) userIds.push(userId);
		return userIds;
	}
}

function stopOf(userId: string): Speaking {
	return { userId, speaking: false, level: 0 };
}
