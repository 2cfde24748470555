/**
 * How far a cell's log holds its dispatches: up to the highest `s` at and below which no open segment holds an event. The main
 * session reports this number to Discord, so that Discord replays what a crash would lose.
 * Pure.
 */

export class Acknowledgement {
	private applied: number | undefined;
	/** The lowest `s` in the open segment of each room. In ascending order, as `s` only grows. */
	private readonly held = new Map<object, number>();

	/** The number to acknowledge; undefined before the first dispatch. */
	public get highest(): number | undefined {
		const [lowest] = this.held.values();
		return lowest === undefined ? this.applied : lowest - 1;
	}

	/** The open segment of a room has events of dispatch `s`. Call before `take(s)`. */
	public hold(room: object, s: number): void {
		if (!this.held.has(room)) this.held.set(room, s);
	}

	/** Dispatch `s` was applied to all rooms. */
	public take(s: number): void {
		this.applied = s;
	}

	/** The open segment of a room was closed, or the room is gone. */
	public release(room: object): void {
		this.held.delete(room);
	}

	/** A fresh session counts from the start. What the log lacks of the old one is lost to it. */
	public restart(): void {
		this.applied = undefined;
		this.held.clear();
	}
}
