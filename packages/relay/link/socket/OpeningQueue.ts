/**
 * Actions for a socket that is still connecting: kept in order until it opens, and bounded in bytes.
 * Pure. Source: docs/relay.md, "Up".
 */

import { RecordFault } from "../RecordFault.ts";

/** Overhead of a waiting action, in bytes. */
export const WAIT_COST = 256;

export class OpeningQueue {
	private actions: Array<() => void> = [];
	private bytes = 0;

	/** @param limit Bytes, with {@link WAIT_COST} for each action. */
	public constructor(private readonly limit: number) {}

	/** Waiting bytes, including overhead. */
	public get size(): number {
		return this.bytes;
	}

	/** Keeps an action. @throws RecordFault `overflow` above the limit. */
	public push(size: number, action: () => void): void {
		this.bytes += size + WAIT_COST;
		this.actions.push(action);
		if (this.bytes <= this.limit) return;
		const message = `more than ${this.limit} bytes wait for the socket to open (RELAY_UPSTREAM_BUFFER)`;
		throw new RecordFault("overflow", message);
	}

	/** Removes and returns every action, oldest first. */
	public take(): ReadonlyArray<() => void> {
		const { actions } = this;
		this.actions = [];
		this.bytes = 0;
		return actions;
	}
}
