/**
 * Whether one SSRC speaks: docs/speaking.md, "Start and stop". Pure; time is an argument, in milliseconds of a monotonic clock.
 *
 * - It starts with the second speech packet in a row, at most 100 ms after the first: a stray packet is not speech.
 * - It stops after two silence packets in a row, or 250 ms without a speech packet.
 * - A late packet only keeps speech going: it says nothing about now.
 * - A quiet packet is silence, but while someone speaks only once quiet has lasted more than 300 ms.
 */

import type { Evidence } from "./classify.ts";

/** Longest time between the two packets that start speech. */
export const START_MS = 100;
/** Time without a speech packet that ends speech. */
export const STOP_MS = 250;
/** Quiet that passes for a pause in speech. */
export const QUIET_MS = 300;

const SILENCES_TO_STOP = 2;

/** A change, if any. */
export type Transition = "started" | "stopped" | undefined;

export class SpeakerState {
	private speaks = false;
	/** When the last speech packet came; `undefined` if silence came after it. */
	private speechAt: number | undefined;
	private quietSince: number | undefined;
	private silences = 0;
	private lastLevel = 0;
	private peak = 0;

	public get isSpeaking(): boolean {
		return this.speaks;
	}

	/** Peak level since `takeLevel`, 0 to 15. */
	public get level(): number {
		return this.peak;
	}

	/** Returns the peak level since the last call. */
	public takeLevel(): number {
		const { peak } = this;
		this.peak = this.lastLevel;
		return peak;
	}

	/**
	 * Updates the state from a packet.
	 *
	 * @param level 0 to 15.
	 * @param isLate Whether a newer packet came before it.
	 */
	public hear(evidence: Evidence, level: number, isLate: boolean, now: number): Transition {
		if (evidence === "nothing" || (isLate && !(this.speaks && evidence === "speech"))) return undefined;
		if (evidence !== "quiet") this.quietSince = undefined;
		else this.quietSince ??= now;
		const isPause = this.speaks && this.quietSince !== undefined && now - this.quietSince <= QUIET_MS;
		return evidence === "speech" || isPause ? this.hearSpeech(level, now) : this.hearSilence();
	}

	/** Stops once the last speech packet is too long ago. */
	public sweep(now: number): Transition {
		const isOver = this.speaks && this.speechAt !== undefined && now - this.speechAt >= STOP_MS;
		return isOver ? this.stop() : undefined;
	}

	/** Stops at once. */
	public stop(): Transition {
		const wasSpeaking = this.speaks;
		this.speaks = false;
		this.speechAt = undefined;
		this.silences = 0;
		this.peak = 0;
		this.lastLevel = 0;
		return wasSpeaking ? "stopped" : undefined;
	}

	private hearSpeech(level: number, now: number): Transition {
		const isSecond = this.speechAt !== undefined && now - this.speechAt <= START_MS;
		const starts = !this.speaks && isSecond;
		// a first packet may be the only one for a long time: its level counts only with a second one
		this.peak = this.speaks || isSecond ? Math.max(this.peak, level) : level;
		this.lastLevel = level;
		this.speechAt = now;
		this.silences = 0;
		if (starts) this.speaks = true;
		return starts ? "started" : undefined;
	}

	private hearSilence(): Transition {
		if (!this.speaks) return this.stop();
		this.silences += 1;
		return this.silences >= SILENCES_TO_STOP ? this.stop() : undefined;
	}
}
