/**
 * The events of a room as signals of its owner, in one order: what a message changed is reported as a whole before anything that
 * a handler causes.
 */

import { RoomEvent, RoomState, RoomStep } from "../protocol/room/roomState";
import { Signals } from "../runtime/Signals";

/** Neither function yields or errors. */
export interface RoomFeedEvents {
	/** The room to show from now on. */
	readonly show: (state: RoomState) => void;
	/** Fires the signal of an event. */
	readonly fire: (event: RoomEvent) => void;
}

/** Reports `steps`: shows the room of each before its events. */
export function feedSteps(signals: Signals, steps: ReadonlyArray<RoomStep>, { show, fire }: RoomFeedEvents): void {
	signals.batch(() => {
		for (const { state, events } of steps) {
			signals.run(() => show(state));
			for (const event of events) fire(event);
		}
	});
}
