/**
 * What a manager shows: a signal for all that happens on any of its shards.
 * Handlers of a signal run on threads of their own: one that throws is logged, one that yields holds nothing up.
 */

import { WebsocketStatus } from "../protocol/gateway/connectionState";
import { GatewayReady, VoiceServerBody, VoiceStateBody } from "../protocol/gateway/payload";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { IsolatedSignal } from "../runtime/IsolatedSignal";
import { Logger } from "../runtime/Logger";

export class ManagerEvents {
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
		return new IsolatedSignal<T>(this.log, name);
	}
}
