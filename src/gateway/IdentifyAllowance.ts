/**
 * The Identifies that one shard may still spend, over all of its connections.
 * Edge: the clock of the injected scheduler. What may be spent is decided in `protocol/gateway/identifyBudget`.
 */

import {
	DEFAULT_IDENTIFY_RATE,
	fullBudget,
	IdentifyBudget,
	IdentifyRate,
	takeIdentify,
	untilIdentify,
} from "../protocol/gateway/identifyBudget";
import { Scheduler } from "../runtime/Scheduler";

export class IdentifyAllowance {
	private budget: IdentifyBudget;

	/** @throws If `rate` is out of range. */
	public constructor(
		private readonly scheduler: Scheduler,
		public readonly rate: IdentifyRate = DEFAULT_IDENTIFY_RATE,
	) {
		this.budget = fullBudget(rate, scheduler.now());
	}

	/** Seconds until an Identify may be spent; 0 if one may now. */
	public untilFree(): number {
		return untilIdentify(this.budget, this.rate, this.scheduler.now());
	}

	/** Spends one Identify. Returns false, and spends nothing, if none may be spent yet. */
	public take(): boolean {
		const budget = takeIdentify(this.budget, this.rate, this.scheduler.now());
		if (budget !== undefined) this.budget = budget;
		return budget !== undefined;
	}
}
