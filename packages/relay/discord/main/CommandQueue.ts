/** Commands that wait for the send limit, in order, at most {@link MAX_WAITING} of them. */

import type { GatewayCommand } from "../../../../src/protocol/gateway/command.ts";
import type { Timers } from "../../../shared/clock.ts";
import { OneTimer } from "../session/OneTimer.ts";

/** A guild joins with one command, so this is more than a minute of joins. */
export const MAX_WAITING = 256;

/** No function throws. */
export interface CommandQueueOptions {
	readonly timers: Timers;
	readonly untilFree: () => number;
	readonly send: (command: GatewayCommand) => void;
}

export class CommandQueue {
	private readonly waiting: Array<GatewayCommand> = [];
	private readonly timer: OneTimer;

	public constructor(private readonly options: CommandQueueOptions) {
		this.timer = new OneTimer(options.timers);
	}

	/** Sends a command as soon as the limit permits. @returns False if too many wait. */
	public push(command: GatewayCommand): boolean {
		if (this.waiting.length >= MAX_WAITING) return false;
		this.waiting.push(command);
		if (!this.timer.isRunning) this.flush();
		return true;
	}

	/** Forgets the commands: they belong to a socket that is gone. */
	public clear(): void {
		this.timer.stop();
		this.waiting.length = 0;
	}

	private flush(): void {
		for (;;) {
			const [next] = this.waiting;
			if (next === undefined) return;
			const seconds = this.options.untilFree();
			if (seconds > 0) return this.timer.start(seconds, () => this.flush());
			this.waiting.shift();
			this.options.send(next);
		}
	}
}
