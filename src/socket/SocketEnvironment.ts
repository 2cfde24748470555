/**
 * Sockets, clock, random numbers and the heartbeat floor of an owner of sockets. Tests pass fakes.
 * Edge: the defaults are the engine's.
 */

import { DEFAULT_HEARTBEAT_FLOOR, isHeartbeatInterval } from "../protocol/heartbeat";
import { Scheduler, taskScheduler } from "../runtime/Scheduler";
import { createAdapter } from "./createAdapter";
import { SocketFactory } from "./SocketAdapter";

export interface SocketEnvironment {
	/** Opens a socket. @default createAdapter */
	readonly createSocket: SocketFactory;
	/** Clock and threads. @default taskScheduler */
	readonly scheduler: Scheduler;
	/** Random share, 0 up to 1, for the jitter of heartbeats and of reconnect delays. @default math.random */
	readonly random: () => number;
	/**
	 * Minimum heartbeat interval in milliseconds: a Hello that asks for less gets this one. Above 0. Lower it only for test
	 * servers. @default 1000
	 */
	readonly heartbeatFloor: number;
}

/** Adds the defaults to `given`. @throws If `heartbeatFloor` is not above 0 and finite. */
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
