/**
 * A signal whose handlers run on threads of their own: one that yields holds nobody up, one that throws is logged.
 * Edge: `task.spawn`, by way of Beacon.
 */

import { Connection, Signal, SignalCallback, SignalParams } from "@rbxts/beacon";
import { logCallbackFault } from "./callback";
import { Logger } from "./Logger";

export class IsolatedSignal<T extends Array<unknown>> extends Signal<T> {
	/** @param name Of the signal, for the log. `logger` must neither yield nor error. */
	public constructor(
		private readonly logger: Logger,
		private readonly name: string,
	) {
		super();
	}

	public override Connect(callback: SignalCallback<T>): Connection<T> {
		return super.Connect((...args: SignalParams<T>) => {
			const [ok, reason] = pcall(callback, ...args);
			if (!ok) logCallbackFault(this.logger, this.name, reason);
		});
	}
}
