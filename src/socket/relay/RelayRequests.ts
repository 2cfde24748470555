/**
 * The requests and delays of one link. All of them end with the link.
 * Edge: timers on the injected scheduler, and the requests of RelayHttp.
 */

import { Scheduler } from "../../runtime/Scheduler";
import { RelayCall, RelayHttp, RelayOutcome } from "./RelayHttp";
import { RequestBudget } from "./RequestBudget";

export class RelayRequests {
	/** Each one cancels a request or a delay. */
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

	/** Makes a request as soon as the budget allows. `makeCall` is called at that moment. */
	public send(makeCall: () => RelayCall, onDone: (outcome: RelayOutcome) => void): void {
		const wait = this.budget.untilFree();
		if (wait > 0) return this.delay(wait, () => this.send(makeCall, onDone));
		this.budget.take();
		// The engine may refuse the request before `call` returns.
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

	/** Cancels all of them: no callback is called after this. */
	public stop(): void {
		for (const drop of this.drops) drop();
		this.drops.clear();
	}
}
