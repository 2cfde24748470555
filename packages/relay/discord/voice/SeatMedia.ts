/** Who speaks in a seat's voice session. Applies `protocol/voice/heardSpeakers`, and owns its timer. */

import "../../../shared/luau/globals.ts";
import { HeardSpeakers, LATE_AFTER } from "../../../../src/protocol/voice/heardSpeakers.ts";
import { MEDIA_REASONS, readMedia, unavailable } from "../../../../src/protocol/voice/media.ts";
import type { Clock } from "../../../shared/clock.ts";
import { OneTimer } from "../session/OneTimer.ts";
import type { SeatSessionEvents } from "./SeatSession.ts";

export interface SeatMediaOptions {
	readonly clock: Clock;
	readonly events: Pick<SeatSessionEvents, "onMedia" | "onSpeaking" | "onLevel">;
	/** A part of a record was malformed, and skipped. */
	readonly onFault: (fault: string) => void;
}

export class SeatMedia {
	private readonly heard: HeardSpeakers;
	private readonly late: OneTimer;
	private isOver = false;

	public constructor(private readonly options: SeatMediaOptions) {
		const { clock, events, onFault } = options;
		this.late = new OneTimer(clock);
		this.heard = new HeardSpeakers(unavailable(MEDIA_REASONS.opening), { ...events, onFault });
	}

	/** A socket is open. @param isCarried Whether the relay receives audio for it. */
	public opened(isCarried: boolean): void {
		this.carry(isCarried ? "opening" : "relay");
	}

	/** No socket is open, so speakers are unknown. Lost media stays lost. */
	public away(): void {
		if (this.heard.carried.kind !== "lost") this.carry("away");
	}

	public setDeafened(isDeafened: boolean): void {
		this.heard.setDeafened(isDeafened);
	}

	/** A user left the channel. */
	public drop(userId: string): void {
		this.heard.drop(userId);
	}

	/** Applies the data of an `m` record. */
	public take(data: unknown): void {
		const record = readMedia(data);
		for (const fault of record.faults) this.options.onFault(fault);
		this.heard.setLate(false);
		if (record.state !== undefined) this.heard.carry(record.state);
		this.heard.hear(record);
		if (this.heard.isAnyoneSpeaking() && !this.isOver) this.late.start(LATE_AFTER, () => this.heard.setLate(true));
		else this.late.stop();
	}

	/** The session is over. Safe to call twice. */
	public stop(): void {
		this.isOver = true;
		this.late.stop();
	}

	private carry(reason: "opening" | "relay" | "away"): void {
		this.late.stop();
		this.heard.carry(unavailable(MEDIA_REASONS[reason]));
	}
}
