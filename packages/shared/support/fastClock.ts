/** The process's clock, but faster: for tests against real sockets whose rules take seconds. */

import { systemClock, type Clock } from "../clock.ts";

/** @param speed Milliseconds that pass in a real one. */
export function fastClock(speed: number): Clock {
	return {
		now: () => systemClock.now() * speed,
		setTimeout: (callback, milliseconds) => systemClock.setTimeout(callback, milliseconds / speed),
		clearTimeout: (handle) => systemClock.clearTimeout(handle),
	};
}
