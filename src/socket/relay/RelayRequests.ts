/**
 * Waits and requests of one link, which all end with it.
 * Edge: timers on the injected scheduler, and the requests of RelayHttp.
 */

import { Scheduler } from "../../runtime/Scheduler";
import { RelayCall, RelayHttp, RelayOutcome } from "./RelayHttp";
import { RequestBudget } from "./RequestBudget";

export class RelayRequests {
	/** Ends each one that is under way. */
	private readonly drops = new Set<() => void>();

	public constructor(
		private readonly scheduler: Scheduler,
		private readonly http: RelayHttp,
		private readonly budget: RequestBudget,
	) {}

	/** Calls `callback` in `seconds`. */
	public delay(seconds: number, callback: () => void): void {
		const timer = this.scheduler.delay(seconds, () => {
			this.drops.delete(drop);
			callback();
		});
		const drop = () => this.scheduler.cancel(timer);
		this.drops.add(drop);
	}

	/** Makes a request as soon as the budget allows, with what `makeCall` says then. */
	public send(makeCall: () => RelayCall, onDone: (outcome: RelayOutcome) => void): void {
		const wait = this.budget.untilFree();
		if (wait > 0) return this.delay(wait, () => this.send(makeCall, onDone));
		this.budget.take();
		// The engine may refuse a request before `call` returns.
		const state: { drop?: () => void; early?: RelayOutcome } = {};
		const drop = this.http.call(makeCall(), (outcome) => {
			if (state.drop === undefined) {
				state.early = outcome;
				return;
			}
			this.drops.delete(state.drop);
			onDone(outcome);
		});
		state.drop = drop;
		const { early } = state;
		if (early === undefined) this.drops.add(drop);
		else this.delay(0, () => onDone(early));
	}

	/** Ends them all: no callback is called any more. */
	public stop(): void {
		for (const drop of this.drops) drop();
		this.drops.clear();
	}
}
