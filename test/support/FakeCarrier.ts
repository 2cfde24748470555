/** A carrier of rooms that the test drives. */

import { RoomCursor } from "../../src/protocol/room/segment";
import { RoomCarrier, RoomEnd, RoomListener, RoomRequest } from "../../src/room/RoomCarrier";

export const PRESENT = [
	["n", "9", "General"],
	["w", "live", ""],
	["m", "1", { name: "Ada" }],
	["m", "2", {}],
	["s", "1", 15],
];

export class FakeCarrier implements RoomCarrier {
	/** The cursor of each watch, as text, in order. */
	public readonly asked: Array<string> = [];
	/** Watches that were stopped. */
	public stopped = 0;
	/** The error of the next watch. */
	public refusal?: string;
	/** Of the newest watch. */
	public listener!: RoomListener;

	public readonly watch = (_request: RoomRequest, from: RoomCursor | undefined, listener: RoomListener) => {
		this.asked.push(from === undefined ? "-" : `${from.term}/${from.n}`);
		const { refusal } = this;
		this.refusal = undefined;
		if (refusal !== undefined) error(refusal, 0);
		this.listener = listener;
		return () => (this.stopped += 1);
	};

	/** Opens the newest watch, and sends segments. */
	public open(...segments: Array<unknown>): void {
		this.listener.onOpen();
		if (segments.size() > 0) this.send(...segments);
	}

	public send(...segments: Array<unknown>): void {
		this.listener.onMessage(segments);
	}

	public finish(given: Partial<RoomEnd>): void {
		const none = { code: undefined, reason: "gone", isRefused: false, retryAfter: undefined };
		this.listener.onEnd({ ...none, ...given });
	}
}

export const snapshot = (n: number, changes: unknown = PRESENT, term = 3) => [term, n, "s", changes];
export const delta = (n: number, ...changes: Array<unknown>) => [3, n, "d", changes];
