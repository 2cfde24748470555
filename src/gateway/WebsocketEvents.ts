/**
 * What a main gateway connection shows: where it stands, and a signal for all that happens.
 * Handlers of a signal run on threads of their own: one that throws is logged, one that yields holds nothing up.
 */

import { WebsocketStatus } from "../protocol/gateway/connectionState";
import { GatewayPayload, GatewayReady, GuildBody, VoiceServerBody, VoiceStateBody } from "../protocol/gateway/payload";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { logCallbackFault } from "../runtime/callback";
import { Logger } from "../runtime/Logger";
import { Signals } from "../runtime/Signals";

export class WebsocketEvents {
	private readonly signals = new Signals((name, reason) => logCallbackFault(this.log, name, reason));

	/** After each change of `status`; for `waiting` and `closed` with what happened. */
	public readonly onStatusChanged =
		this.signals.create<[status: WebsocketStatus, detail?: string]>("onStatusChanged");
	/** Every message, before the signals of its own. */
	public readonly onPayload = this.signals.create<[payload: GatewayPayload]>("onPayload");
	/** Every dispatch, by its name, before the signal of its own: also those that have none. */
	public readonly onDispatch = this.signals.create<[name: string, d: unknown, sequence?: number]>("onDispatch");
	/** A new session is open. */
	public readonly onReady = this.signals.create<[ready: GatewayReady]>("onReady");
	/** The session was taken up again; what was missed has come before: so many dispatches. */
	public readonly onResumed = this.signals.create<[replayed: number]>("onResumed");
	/** A guild has come: at the start, after an outage, or because the bot was added. */
	public readonly onGuildCreate = this.signals.create<[guild: GuildBody]>("onGuildCreate");
	/** A guild is gone: hidden by an outage, or the bot was removed. */
	public readonly onGuildDelete = this.signals.create<[guild: GuildBody]>("onGuildDelete");
	/** Every guild that READY named has come, or the wait for them is over: with the ids of those that have not. */
	public readonly onGuilds = this.signals.create<[missing: ReadonlyArray<string>]>("onGuilds");
	/** Somebody joined, left or moved between voice channels, or changed there. */
	public readonly onVoiceState = this.signals.create<[state: VoiceStateBody]>("onVoiceState");
	/** Where our own voice session in a guild is served. */
	public readonly onVoiceServer = this.signals.create<[server: VoiceServerBody]>("onVoiceServer");
	/** For a whole heartbeat interval the server sent neither an ACK nor anything else; the socket is dropped, and a new one resumes. */
	public readonly onZombified = this.signals.create<[]>("onZombified");
	/** The connection has ended, and does not open again by itself. Last, until `connect`. */
	public readonly onClosed = this.signals.create<[fault: WebsocketError]>("onClosed");

	/** @param log Isolated: it neither yields nor errors. */
	public constructor(protected readonly log: Logger) {}

	/** Fires `signal`; see Signals for the order. Never yields, never errors. */
	protected fire<T extends Array<unknown>>(signal: { Fire(...args: T): void }, ...args: T): void {
		this.signals.fire(signal, ...args);
	}
}
