/** Bounds how often the bot joins channels of one guild, whatever happens. Pure. */

/** Joins within the window. */
export const MAX_JOINS = 6;
/** Milliseconds. */
export const JOIN_WINDOW_MS = 60_000;

export class JoinPace {
	/** Times of the last joins, oldest first. */
	private joins: ReadonlyArray<number> = [];

	public take(now: number): void {
		this.joins = [...this.joins, now].slice(-MAX_JOINS);
	}

	/** When the next join may go out; it may be past. */
	public get freeAt(): number {
		const [oldest] = this.joins;
		return oldest === undefined || this.joins.length < MAX_JOINS ? 0 : oldest + JOIN_WINDOW_MS;
	}
}
