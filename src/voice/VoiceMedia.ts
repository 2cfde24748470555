/**
 * Who speaks in a voice session, as reported by a relay. Forgets everything as soon as the relay can no longer report, so
 * that no user is shown as speaking without evidence.
 * Source: docs/relay.md, "Who speaks" (`m` records).
 */

import {
	isSameMedia,
	Media,
	MEDIA_REASONS,
	readMedia,
	SpeakerLevel,
	Speaking,
	unavailable,
} from "../protocol/voice/media";
import { ThrottledLog } from "../runtime/ThrottledLog";
import { Logger } from "../runtime/Logger";
import { Scheduler } from "../runtime/Scheduler";
import { Timers } from "../runtime/Timers";
import { SocketCapabilities } from "../socket/SocketAdapter";
import { MediaRescue } from "./MediaRescue";

/** Events for the owner. No function yields or errors. */
export interface VoiceMediaEvents {
	/** `media` changed. At `live` everyone is silent. At any other kind, speakers are unknown. */
	readonly onMedia: (media: Media) => void;
	readonly onSpeaking: (speaking: Speaking) => void;
	/** The loudness of a speaking user changed. */
	readonly onLevel: (level: SpeakerLevel) => void;
	/** Audio no longer arrives: begin a fresh session. */
	readonly onRescue: (reason: string) => void;
}

const IDLE = unavailable(MEDIA_REASONS.idle);
const DEAFENED = unavailable(MEDIA_REASONS.deafened);
const LATE = unavailable(MEDIA_REASONS.late);

/** Seconds without a record until speakers become unknown. While a user speaks, a record comes every 2 s. */
const LATE_AFTER = 10;

export class VoiceMedia {
	/** The state that the owner shows. */
	public media: Media;
	/** The state that the relay reports. */
	private carried: Media;
	/** Whether a moderator has deafened us. */
	private isDeafened = false;
	/** Whether records are late: the relay may be gone. */
	private isLate = false;
	private readonly timers: Timers<"late">;
	/** Level of each speaking user. Empty while media is not live. */
	private readonly speakers = new Map<string, number>();
	private readonly malformed: ThrottledLog;

	/** @param rescue Undefined if media is not requested. */
	public constructor(
		log: Logger,
		scheduler: Scheduler,
		private readonly events: VoiceMediaEvents,
		private readonly rescue: MediaRescue | undefined,
	) {
		this.malformed = new ThrottledLog(log, "skipped a malformed part of an m record");
		this.timers = new Timers(scheduler);
		this.carried = rescue === undefined ? unavailable(MEDIA_REASONS.off) : IDLE;
		this.media = this.carried;
	}

	/** Number of malformed parts of `m` records that were skipped. */
	public malformedCount(): number {
		return this.malformed.count;
	}

	/** A socket with these capabilities is open. */
	public opened(capabilities?: SocketCapabilities): void {
		if (this.rescue === undefined) return;
		const { media } = capabilities ?? {};
		if (media === undefined) this.carry(unavailable(MEDIA_REASONS.ownSocket));
		else this.carry(unavailable(media ? MEDIA_REASONS.opening : MEDIA_REASONS.relay));
	}

	/** No socket is open, so speakers are unknown. Lost media stays lost. */
	public away(reason: "away" | "ended"): void {
		const stays = reason === "away" && (this.carried === IDLE || this.carried.kind === "lost");
		if (this.rescue !== undefined && !stays) this.carry(unavailable(MEDIA_REASONS[reason]));
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

	/** Applies the data of an `m` record. Never errors. */
	public take(data: unknown): void {
		const { state, isFull, speaking, levels, faults } = readMedia(data);
		for (const fault of faults) this.malformed.add(fault);
		this.setLate(false);
		if (state?.kind === "lost") return this.lose(state.reason);
		if (state !== undefined) this.carry(state);
		if (isFull) this.stopOthers(new Set(speaking.map(({ userId }) => userId)));
		for (const change of speaking) this.change(change);
		for (const { userId, level } of levels) if (this.speakers.has(userId)) this.setLevel(userId, level);
		if (this.speakers.isEmpty()) this.timers.stop("late");
		else this.timers.start("late", LATE_AFTER, () => this.setLate(true));
	}

	private setLate(isLate: boolean): void {
		if (isLate === this.isLate) return;
		this.isLate = isLate;
		this.show();
	}

	/** A second report changes nothing: the fresh session has begun, or the reason says why not. */
	private lose(reason: string): void {
		if (this.carried.kind === "lost") return;
		const refusal = this.rescue?.take();
		this.carry({ kind: "lost", reason: refusal === undefined ? reason : `${reason}; ${refusal}` });
		if (refusal === undefined) this.events.onRescue(reason);
	}

	private carry(media: Media): void {
		this.carried = media;
		this.show();
		if (media.kind === "live") return;
		this.speakers.clear();
		this.timers.stop("late");
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
		if (this.carried.kind !== "live") return this.malformed.add("a speaker without live media");
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
