/**
 * Who speaks in a voice session, as reported by a relay. Applies `protocol/voice/heardSpeakers` and owns its timer.
 * Source: docs/relay.md, "Who speaks" (`m` records).
 */

import { HeardSpeakers, LATE_AFTER } from "../protocol/voice/heardSpeakers";
import { Media, MEDIA_REASONS, readMedia, SpeakerLevel, Speaking, unavailable } from "../protocol/voice/media";
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

export class VoiceMedia {
	/** The state that the owner shows. */
	public media: Media;
	private readonly timers: Timers<"late">;
	private readonly malformed: ThrottledLog;
	private readonly heard: HeardSpeakers;

	/** @param rescue Undefined if media is not requested. */
	public constructor(
		log: Logger,
		scheduler: Scheduler,
		private readonly events: VoiceMediaEvents,
		private readonly rescue: MediaRescue | undefined,
	) {
		this.malformed = new ThrottledLog(log, "skipped a malformed part of an m record");
		this.timers = new Timers(scheduler);
		this.media = rescue === undefined ? unavailable(MEDIA_REASONS.off) : IDLE;
		this.heard = new HeardSpeakers(this.media, {
			onMedia: (media) => {
				this.media = media;
				events.onMedia(media);
			},
			onSpeaking: events.onSpeaking,
			onLevel: events.onLevel,
			onFault: (fault) => this.malformed.add(fault),
		});
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
		const { carried } = this.heard;
		const stays = reason === "away" && (carried === IDLE || carried.kind === "lost");
		if (this.rescue !== undefined && !stays) this.carry(unavailable(MEDIA_REASONS[reason]));
	}

	/** A user left the channel. The relay reports their stop later. */
	public drop(userId: string): void {
		this.heard.drop(userId);
	}

	/** A moderator has deafened us, or undeafened us. */
	public setDeafened(isDeafened: boolean): void {
		this.heard.setDeafened(isDeafened);
	}

	/** Applies the data of an `m` record. Never errors. */
	public take(data: unknown): void {
		const record = readMedia(data);
		const { state, faults } = record;
		for (const fault of faults) this.malformed.add(fault);
		this.heard.setLate(false);
		if (state?.kind === "lost") return this.lose(state.reason);
		if (state !== undefined) this.carry(state);
		this.heard.hear(record);
		if (this.heard.isAnyoneSpeaking()) this.timers.start("late", LATE_AFTER, () => this.heard.setLate(true));
		else this.timers.stop("late");
	}

	/** A second report changes nothing: the fresh session has begun, or the reason says why not. */
	private lose(reason: string): void {
		if (this.heard.carried.kind === "lost") return;
		const refusal = this.rescue?.take();
		this.carry({ kind: "lost", reason: refusal === undefined ? reason : `${reason}; ${refusal}` });
		if (refusal === undefined) this.events.onRescue(reason);
	}

	private carry(media: Media): void {
		this.heard.carry(media);
		if (media.kind !== "live") this.timers.stop("late");
	}
}
