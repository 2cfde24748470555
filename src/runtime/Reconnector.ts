/**
 * How a connection stays up: its state, its attempts, when its session counts as stable, and the timers of both. The
 * rules are tables of its gateway: `connectionState` has the transitions, `recovery` decides what follows a loss.
 * Edge: timers on the injected scheduler.
 */

import { Logger } from "./Logger";
import { Scheduler } from "./Scheduler";
import { Timers } from "./Timers";

/** The tables of one gateway. Pure. */
export interface ReconnectorRules<State, Event, Held, Loss, Verdict> {
	/** Returns the next state; undefined if `event` is out of place. */
	readonly next: (state: State, event: Event) => State | undefined;
	/** Decides what follows a loss. `share` is random, 0 up to 1. */
	readonly recover: (held: Held, loss: Loss, share: number) => Verdict;
	/** What is held at Ready and Resumed. */
	readonly opened: (held: Held) => Held;
	/** What is held after a stable session: no failures. */
	readonly stabilised: (held: Held) => Held;
}

export interface ReconnectorOptions<State, Event, Held, Loss, Verdict> {
	readonly scheduler: Scheduler;
	/** Random share, 0 up to 1. */
	readonly random: () => number;
	readonly log: Logger;
	readonly rules: ReconnectorRules<State, Event, Held, Loss, Verdict>;
	/** The first state. */
	readonly state: State;
	/** What is held at first. */
	readonly held: Held;
	/** Seconds that a session stays ready before it counts as stable. */
	readonly stableAfter: number;
	/** The state has changed. May change it again. Must neither yield nor error. */
	readonly onChanged: (state: State, detail?: string) => void;
}

export class Reconnector<State extends string, Event extends string, Held, Loss, Verdict> {
	public state: State;
	/** Attempts so far, and what the next one may use. */
	public held: Held;

	/** Clock reading, in seconds, of the last Ready or Resumed; undefined while no session is open. */
	private openedAt?: number;
	private transitions = 0;
	private readonly timers: Timers<"deadline" | "attempt">;

	public constructor(private readonly options: ReconnectorOptions<State, Event, Held, Loss, Verdict>) {
		this.state = options.state;
		this.held = options.held;
		this.timers = new Timers(options.scheduler);
	}

	/**
	 * Takes the transition of `event`, and stops the timers of the last state.
	 *
	 * @returns False if `event` is out of place, or if a handler of the new state has already changed it.
	 */
	public go(event: Event, detail?: string): boolean {
		const state = this.options.rules.next(this.state, event);
		if (state === undefined) {
			this.options.log.debug(`${event} is out of place while ${this.state}`);
			return false;
		}
		this.timers.stopAll();
		return this.force(state, detail);
	}

	/** Sets the state without the table; timers run on. @returns False if a handler of the new state has already changed it. */
	public force(state: State, detail?: string): boolean {
		this.state = state;
		this.transitions += 1;
		const { transitions } = this;
		this.options.onChanged(state, detail);
		return this.transitions === transitions;
	}

	/** Ready or Resumed arrived. */
	public opened(): void {
		this.openedAt = this.options.scheduler.now();
		this.held = this.options.rules.opened(this.held);
	}

	/** The session is no longer open. Forgets the failures if it was stable. */
	public settle(): void {
		const { scheduler, stableAfter, rules } = this.options;
		const openedAt = this.openedAt ?? math.huge;
		this.openedAt = undefined;
		if (scheduler.now() - openedAt >= stableAfter) this.held = rules.stabilised(this.held);
	}

	/** Settles, and decides what follows a loss. The caller keeps what the verdict holds. */
	public lose(loss: Loss): Verdict {
		this.settle();
		return this.options.rules.recover(this.held, loss, this.options.random());
	}

	/** Calls `onPassed` unless the state changes within `seconds`. Replaces the running deadline. */
	public deadline(seconds: number, onPassed: () => void): void {
		this.timers.start("deadline", seconds, onPassed);
	}

	public stopDeadline(): void {
		this.timers.stop("deadline");
	}

	/** Calls `attempt` in `seconds` unless the state changes first; at 0 at once, since an engine's shortest timer is a frame. */
	public attemptIn(seconds: number, attempt: () => void): void {
		if (seconds === 0) attempt();
		else this.timers.start("attempt", seconds, attempt);
	}

	/** Stops both timers. Safe to call twice. */
	public stop(): void {
		this.timers.stopAll();
	}
}
