/**
 * What the owner of a socket stands on: time, chance, where sockets come from, and how often it may beat. Tests pass their own.
 * Edge: the defaults are the engine's.
 */

import { DEFAULT_HEARTBEAT_FLOOR, isHeartbeatInterval } from "../protocol/heartbeat";
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
	/**
	 * Milliseconds that a heartbeat interval has at least: a Hello that asks for less is raised to it. Above 0; lower it for
	 * test servers alone. @default 1000
	 */
	readonly heartbeatFloor: number;
}

/** Fills in what `given` leaves out. @throws If `heartbeatFloor` is not above 0 and finite. */
export function resolveEnvironment(given: Partial<SocketEnvironment>): SocketEnvironment {
	const { heartbeatFloor = DEFAULT_HEARTBEAT_FLOOR } = given;
	assert(isHeartbeatInterval(heartbeatFloor), `heartbeatFloor must be finite and above 0 ms, got ${heartbeatFloor}`);
	return {
		createSocket: given.createSocket ?? createAdapter,
		scheduler: given.scheduler ?? taskScheduler,
		random: given.random ?? (() => math.random()),
		heartbeatFloor,
	};
}
