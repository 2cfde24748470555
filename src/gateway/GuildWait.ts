/**
 * Tracks the guilds that READY listed and that have not arrived yet, and limits how long a session waits for them.
 * Edge: one timer on the injected scheduler.
 */

import { Scheduler } from "../runtime/Scheduler";
import { Timers } from "../runtime/Timers";

export class GuildWait {
	/** IDs of the guilds that have not arrived yet. The same set for the lifetime of the connection. */
	public readonly expected = new Set<string>();
	private readonly timers: Timers<"guilds">;

	/**
	 * @param seconds How long `start` waits.
	 * @param onOver Called when every guild has arrived, or the wait is over: with the IDs that are missing.
	 */
	public constructor(
		scheduler: Scheduler,
		private readonly seconds: number,
		private readonly onOver: (missing: ReadonlyArray<string>) => void,
	) {
		this.timers = new Timers(scheduler);
	}

	/** Replaces the guilds that are expected. */
	public expect(ids: ReadonlyArray<string>): void {
		this.expected.clear();
		for (const id of ids) this.expected.add(id);
	}

	/** Starts the wait, if a guild is missing. */
	public start(): void {
		if (this.expected.isEmpty()) return;
		this.timers.start("guilds", this.seconds, () => this.onOver([...this.expected]));
	}

	/** Removes a guild that arrived or is hidden by an outage. */
	public arrive(id: string): void {
		if (!this.expected.delete(id) || !this.expected.isEmpty()) return;
		this.stop();
		this.onOver([]);
	}

	/** Stops the wait. The guilds stay expected: a resumed session starts it again. */
	public stop(): void {
		this.timers.stopAll();
	}
}
