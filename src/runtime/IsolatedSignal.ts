/**
 * A signal whose handlers cannot harm the owner or each other: each runs on its own thread, and its errors are caught.
 * Edge: `task.spawn`, through Beacon.
 */

import { Connection, Signal, SignalCallback, SignalParams } from "@rbxts/beacon";

/** A handler of the signal `name` threw `reason`. Must neither yield nor error. */
export type OnHandlerFault = (name: string, reason: unknown) => void;

export class IsolatedSignal<T extends Array<unknown>> extends Signal<T> {
	public constructor(
		private readonly onFault: OnHandlerFault,
		private readonly name: string,
	) {
		super();
	}

	public override Connect(callback: SignalCallback<T>): Connection<T> {
		return super.Connect((...args: SignalParams<T>) => {
			const [ok, reason] = pcall(callback, ...args);
			if (!ok) this.onFault(this.name, reason);
		});
	}
}
