/**
 * What the owner of a socket stands on: time, chance, and where sockets come from. Tests pass their own.
 * Edge: the defaults are the engine's.
 */

import { Scheduler, taskScheduler } from "../runtime/Scheduler";
import { createAdapter } from "./createAdapter";
import { SocketFactory } from "./SocketAdapter";

export interface SocketEnvironment {
	/** Opens a socket. @default createAdapter */
	readonly createSocket: SocketFactory;
	/** Time and threads. @default taskScheduler */
	readonly scheduler: Scheduler;
	/** Random share, 0 up to 1, for the jitter of heartbeats and of waits between attempts. @default math.random */
	readonly random: () => number;
}

/** Fills in what `given` leaves out. */
export function resolveEnvironment(given: Partial<SocketEnvironment>): SocketEnvironment {
	return {
		createSocket: given.createSocket ?? createAdapter,
		scheduler: given.scheduler ?? taskScheduler,
		random: given.random ?? (() => math.random()),
	};
}
