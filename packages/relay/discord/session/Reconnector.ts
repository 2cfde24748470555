/**
 * How a session of either gateway stays up: its state, its attempts, when it counts as stable, and the timers of both. The rules
 * are tables of its gateway in `src/protocol/`: `connectionState` has the transitions, `recovery` decides what follows a loss.
 */

import type { Clock } from "../../../shared/clock.ts";
import type { Random } from "../../../shared/random.ts";
import { OneTimer } from "./OneTimer.ts";

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
	readonly clock: Clock;
	readonly random: Random;
	readonly rules: ReconnectorRules<State, Event, Held, Loss, Verdict>;
	/** The first state. */
	readonly state: State;
	/** What is held at first. */
	readonly held: Held;
	/** The state has changed. May change it again. Must not throw. */
	readonly onChanged: (state: State, detail: string) => void;
}

const MILLISECONDS = 1000;

/** Seconds that a session stays ready before it counts as stable. */
export const STABLE_AFTER = 10;

export class Reconnector<State extends string, Event extends string, Held, Loss, Verdict> {
	/** Attempts so far, and what the next one may use. */
	public held: Held;
	private current: State;
	/** Clock reading, in seconds, of the last Ready or Resumed; undefined while no session is open. */
	private openedAt: number | undefined;
	private readonly deadlineTimer: OneTimer;
	private readonly attemptTimer: OneTimer;

	public constructor(private readonly options: ReconnectorOptions<State, Event, Held, Loss, Verdict>) {
		this.current = options.state;
		this.held = options.held;
		this.deadlineTimer = new OneTimer(options.clock);
		this.attemptTimer = new OneTimer(options.clock);
	}

	public get state(): State {
		return this.current;
	}

	/** Clock reading in seconds. */
	public now(): number {
		return this.options.clock.now() / MILLISECONDS;
	}

	/**
	 * Takes the transition of `event`, and stops the timers of the last state.
	 *
	 * @returns False if `event` is out of place, or if `onChanged` has changed the state again.
	 */
	public go(event: Event, detail = ""): boolean {
		const state = this.options.rules.next(this.current, event);
		if (state === undefined) return false;
		this.stop();
		this.current = state;
		this.options.onChanged(state, detail);
		return this.current === state;
	}

	/** Ready or Resumed arrived. */
	public opened(): void {
		this.openedAt = this.now();
		this.held = this.options.rules.opened(this.held);
	}

	/** The session is no longer open. Forgets the failures if it was stable. */
	public settle(): void {
		const { openedAt } = this;
		this.openedAt = undefined;
		const isStable = openedAt !== undefined && this.now() - openedAt >= STABLE_AFTER;
		if (isStable) this.held = this.options.rules.stabilised(this.held);
	}

	/** Settles, and decides what follows a loss. The caller keeps what the verdict holds. */
	public lose(loss: Loss): Verdict {
		this.settle();
		return this.options.rules.recover(this.held, loss, this.options.random());
	}

	/** Calls `onPassed` unless the state changes within `seconds`. Replaces the running deadline. */
	public deadline(seconds: number, onPassed: () => void): void {
		this.deadlineTimer.start(seconds, onPassed);
	}

	public stopDeadline(): void {
		this.deadlineTimer.stop();
	}

	/** Calls `attempt` in `seconds` unless the state changes first. */
	public attemptIn(seconds: number, attempt: () => void): void {
		this.attemptTimer.start(seconds, attempt);
	}

	/** Stops both timers. Safe to call twice. */
	public stop(): void {
		this.deadlineTimer.stop();
		this.attemptTimer.stop();
	}
}
