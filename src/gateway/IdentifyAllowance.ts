/**
 * The Identifies that one shard may still send, on all of its connections.
 * Edge: the clock of the injected scheduler. The rule is in `protocol/gateway/identifyBudget`.
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

	/** Seconds until an Identify is available; 0 if one is. */
	public untilFree(): number {
		return untilIdentify(this.budget, this.rate, this.scheduler.now());
	}

	/** Takes one Identify. Returns false if none is available. */
	public take(): boolean {
		const budget = takeIdentify(this.budget, this.rate, this.scheduler.now());
		if (budget !== undefined) this.budget = budget;
		return budget !== undefined;
	}
}
