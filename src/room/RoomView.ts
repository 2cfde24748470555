/**
 * What is shown of a room. While the relay is out of reach for long, speakers are shown as unknown, and what the relay last said
 * is kept aside until it answers again.
 * Applies the rules of `protocol/room`.
 */

import { RoomReading, roomAfter, stepsBetween, withoutCursor, withoutSpeech } from "../protocol/room/roomAfter";
import { RoomState, RoomStep } from "../protocol/room/roomState";
import { RoomCursor } from "../protocol/room/segment";
import { NO_ENCRYPTION } from "../protocol/voice/encryption";

export class RoomView {
	/** What the relay last said. */
	private known: RoomState;
	private shown: RoomState;

	public constructor(fresh: RoomState) {
		this.known = fresh;
		this.shown = fresh;
	}

	/** Where a watch continues; undefined if only a snapshot helps. */
	public cursor(): RoomCursor | undefined {
		return this.known.isBroken ? undefined : this.known.cursor;
	}

	/** Whether anyone is shown speaking. */
	public hasSpeaker(): boolean {
		for (const [, { roster }] of this.shown.channels)
			for (const [, { speaking }] of roster) if (speaking === true) return true;
		return false;
	}

	/** Applies a message. @returns What it did, with the steps to show. */
	public take(message: unknown): RoomReading {
		const wasVeiled = this.shown !== this.known;
		const reading = roomAfter(this.known, message);
		this.known = reading.state;
		const steps = wasVeiled ? stepsBetween(this.shown, reading.state) : reading.steps;
		this.shown = reading.state;
		return { ...reading, steps };
	}

	/** The next snapshot may be of any position. */
	public forgetCursor(): void {
		const wasVeiled = this.shown !== this.known;
		this.known = withoutCursor(this.known);
		if (!wasVeiled) this.shown = this.known;
	}

	/** Shows speakers as unknown. @returns The steps to show. */
	public veil(reason: string): ReadonlyArray<RoomStep> {
		return this.show(withoutSpeech(this.known, reason));
	}

	/** Shows what the relay last said. @returns The steps to show. */
	public unveil(): ReadonlyArray<RoomStep> {
		return this.show(this.known);
	}

	/** Shows neither speakers nor encryption. The roster stays. @returns The steps to show. */
	public close(reason: string): ReadonlyArray<RoomStep> {
		return this.show({ ...withoutSpeech(this.known, reason), encryption: NO_ENCRYPTION });
	}

	private show(state: RoomState): ReadonlyArray<RoomStep> {
		const steps = stepsBetween(this.shown, state);
		this.shown = state;
		return steps;
	}
}
