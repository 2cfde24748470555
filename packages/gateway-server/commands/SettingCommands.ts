/** Settings that a test may change: for all connections, or for one session by control flags. */

import type { ConnectionControlFlags } from "../flags/ConnectionControlFlags.ts";
import type { ControlFlagStore } from "../flags/ControlFlagStore.ts";
import { checkRange } from "../options.ts";

/** Settings of a gateway for its next connections. */
interface HelloSettings {
	heartbeatInterval: number;
	isHelloMuted: boolean;
}

export class SettingCommands {
	public constructor(
		private readonly main: HelloSettings,
		private readonly voice: HelloSettings,
		private readonly flags: ControlFlagStore,
	) {}

	/** Interval in the Hello of new connections in milliseconds. */
	public getHeartbeatInterval(): number {
		return this.voice.heartbeatInterval;
	}

	/** @param interval Milliseconds, above 0. @throws RangeError If it is out of range. */
	public setHeartbeatInterval(interval: number): void {
		checkRange("heartbeatInterval", interval);
		this.voice.heartbeatInterval = interval;
		this.main.heartbeatInterval = interval;
	}

	/** See `setMuteHello`. */
	public getMuteHello(): boolean {
		return this.voice.isHelloMuted;
	}

	/** Withholds Hello from new connections. Server-wide, because a connection has no session before Hello. */
	public setMuteHello(mute: boolean): void {
		this.voice.isHelloMuted = mute;
		this.main.isHelloMuted = mute;
	}

	/** Stops or resumes heartbeat ACKs. */
	public setStopHeartbeatAcks(sessionId: string, stop: boolean): void {
		this.flags.set(sessionId, { stopHeartbeatAcks: stop });
	}

	/** Control flags of a session; `undefined` if none are set. */
	public getControlFlags(sessionId: string): ConnectionControlFlags | undefined {
		return this.flags.get(sessionId);
	}

	/**
	 * Adds to the control flags of a session, registered or not. A session of the main gateway has no ID before it
	 * identifies: use the ID of the bot's user for flags about Identify, and for `stopHeartbeatAcks` of all its sessions.
	 *
	 * @throws RangeError If a name is unknown or a value is invalid.
	 */
	public setControlFlags(sessionId: string, flags: ConnectionControlFlags): void {
		this.flags.set(sessionId, flags);
	}

	public clearControlFlags(sessionId: string): void {
		this.flags.clear(sessionId);
	}
}
