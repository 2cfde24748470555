/**
 * Control flags: how the server misbehaves towards one session. They apply before the session identifies and across
 * reconnects, until they are cleared. A change takes effect at once on an open connection.
 */

import {
	DEFAULT_FAIL_CODE,
	NO_FLAGS,
	type ConnectionControlFlags,
	type CountFlagName,
	type FlagView,
} from "./ConnectionControlFlags.ts";
import { checkFlag } from "./controlFlagTable.ts";

/** A class, because every connection has one and closures cost more. */
class SessionFlags implements FlagView {
	public constructor(
		private readonly store: ControlFlagStore,
		private readonly sessionId: () => string | undefined,
	) {}

	public current(): ConnectionControlFlags {
		return this.store.get(this.sessionId() ?? "") ?? NO_FLAGS;
	}

	public take(name: CountFlagName): boolean {
		return this.store.take(this.sessionId() ?? "", name);
	}
}

/** Flags by session id. */
export class ControlFlagStore {
	private readonly flags = new Map<string, ConnectionControlFlags>();
	private readonly listeners = new Set<(sessionId: string) => void>();

	/** Calls `listener` with each change by a caller, but not when a counter goes down. */
	public onChange(listener: (sessionId: string) => void): void {
		this.listeners.add(listener);
	}

	/** Flags of a session; `undefined` if none are set. */
	public get(sessionId: string): ConnectionControlFlags | undefined {
		return this.flags.get(sessionId);
	}

	/** Flags of the session that `sessionId` currently returns, if any. */
	public viewOf(sessionId: () => string | undefined): FlagView {
		return new SessionFlags(this, sessionId);
	}

	/**
	 * Merges `changes` into the current flags.
	 *
	 * @throws RangeError If a name is unknown or a value is out of its range; nothing is changed then.
	 */
	public set(sessionId: string, changes: ConnectionControlFlags): void {
		for (const [name, value] of Object.entries(changes)) checkFlag(name, value);
		this.flags.set(sessionId, { ...this.flags.get(sessionId), ...changes });
		this.tell(sessionId);
	}

	/** Returns whether a boolean flag is on. */
	public isSet(
		sessionId: string,
		name: "stopHeartbeatAcks" | "muteReady" | "muteSessionDescription" | "muteResumed",
	): boolean {
		return this.flags.get(sessionId)?.[name] ?? false;
	}

	/** Decrements a counter and returns the close code of the rejection; `undefined` if the counter is 0. */
	public takeRefusal(sessionId: string, name: "failNextIdentifies" | "failNextResumes"): number | undefined {
		if (!this.take(sessionId, name)) return undefined;
		return this.flags.get(sessionId)?.failCode ?? DEFAULT_FAIL_CODE;
	}

	public clear(sessionId: string): void {
		if (this.flags.delete(sessionId)) this.tell(sessionId);
	}

	/** Decrements a counter. Returns false if it is 0. */
	public take(sessionId: string, name: CountFlagName): boolean {
		const flags = this.flags.get(sessionId);
		const left = flags?.[name] ?? 0;
		if (left === 0) return false;
		this.flags.set(sessionId, { ...flags, [name]: left - 1 });
		return true;
	}

	private tell(sessionId: string): void {
		for (const listener of this.listeners) listener(sessionId);
	}
}
