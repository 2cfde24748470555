/**
 * Runs the user's callbacks so that they cannot harm the caller.
 * Edge: each call has its own thread.
 */

import { Logger } from "./Logger";
import { Scheduler } from "./Scheduler";

/**
 * Calls `callback` at once, on its own thread. It may throw, which is logged with `name`, and may yield. Never yields,
 * never errors.
 *
 * @param callback Does nothing if undefined.
 */
export function runCallback<T extends Array<unknown>>(
	scheduler: Scheduler,
	logger: Logger,
	name: string,
	callback: ((...args: T) => void) | undefined,
	...args: T
): void {
	if (callback === undefined) return;
	scheduler.spawn(() => {
		const [ok, reason] = pcall(callback, ...args);
		if (!ok) logCallbackFault(logger, name, reason);
	});
}

/** Logs that the user's callback `name` threw `reason`. */
export function logCallbackFault(logger: Logger, name: string, reason: unknown): void {
	logger.error(`${name} threw: ${tostring(reason)}`);
}

/** Isolates the user's logger, which may throw and may yield. */
export class IsolatedLogger implements Logger {
	public constructor(
		private readonly scheduler: Scheduler,
		private readonly logger: Logger,
	) {}

	public debug(message: string): void {
		this.isolate(() => this.logger.debug(message));
	}

	public info(message: string): void {
		this.isolate(() => this.logger.info(message));
	}

	public warn(message: string): void {
		this.isolate(() => this.logger.warn(message));
	}

	public error(message: string): void {
		this.isolate(() => this.logger.error(message));
	}

	private isolate(write: () => void): void {
		this.scheduler.spawn(() => pcall(write));
	}
}
