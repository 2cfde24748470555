/**
 * What a manager shows: a signal for all that happens on any of its shards.
 * Handlers of a signal run on threads of their own: one that throws is logged, one that yields holds nothing up.
 */

import { WebsocketStatus } from "../protocol/gateway/connectionState";
import { GatewayReady, VoiceServerBody, VoiceStateBody } from "../protocol/gateway/payload";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { logCallbackFault } from "../runtime/callback";
import { IsolatedSignal } from "../runtime/IsolatedSignal";
import { Logger } from "../runtime/Logger";
import { DiscoveryState } from "./GatewayDiscovery";

/**
 * - `idle`: nothing is asked for: before `connect`, after `destroy`, and after `connect` failed.
 * - `asking`, `waiting`, `limited`: GET /gateway/bot is under way, came to nothing, or is limited by Discord.
 * - `open`: there are shards; each has a status of its own.
 */
export type ManagerState = "idle" | DiscoveryState | "open";

export class ManagerEvents {
	/** After each change of `state`; for `waiting` and `limited` with the reason and the seconds until the next request. */
	public readonly onStateChanged = this.signal<[state: ManagerState, detail?: string]>("onStateChanged");
	/** After each change of a shard's status. */
	public readonly onStatusChanged = this.signal<[status: WebsocketStatus, shardId: number]>("onStatusChanged");
	/** Every dispatch of every shard, by its name, before the signal of its own. */
	public readonly onDispatch = this.signal<[name: string, d: unknown, shardId: number]>("onDispatch");
	/** A shard has a new session. */
	public readonly onReady = this.signal<[ready: GatewayReady, shardId: number]>("onReady");
	/** A shard took its session up again, after so many dispatches that it had missed. */
	public readonly onResumed = this.signal<[replayed: number, shardId: number]>("onResumed");
	public readonly onVoiceState = this.signal<[state: VoiceStateBody, shardId: number]>("onVoiceState");
	public readonly onVoiceServer = this.signal<[server: VoiceServerBody, shardId: number]>("onVoiceServer");
	/** A shard has ended, and does not open again by itself. */
	public readonly onClosed = this.signal<[fault: WebsocketError, shardId: number]>("onClosed");

	/** @param log Isolated: it neither yields nor errors. */
	public constructor(protected readonly log: Logger) {}

	private signal<T extends Array<unknown>>(name: string): IsolatedSignal<T> {
		return new IsolatedSignal<T>((signal, reason) => logCallbackFault(this.log, signal, reason), name);
	}
}
