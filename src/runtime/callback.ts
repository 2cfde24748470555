/**
 * Runs what a user handed us, so that nothing it does reaches the caller.
 * Edge: each call is a thread of its own.
 */

import { Logger } from "./Logger";
import { Scheduler } from "./Scheduler";

/**
 * Calls `callback` on a thread of its own, at once. It may throw (logged with `name`) and may yield (nobody waits).
 * Never yields, never errors.
 *
 * @param callback Nothing happens if it is undefined.
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

/** Passes messages on to a logger that may throw (its message is lost) and may yield (nobody waits). */
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
