/** The signals of a main gateway connection. */

import { WebsocketStatus } from "../protocol/gateway/connectionState";
import { GatewayPayload } from "../protocol/gateway/payload";
import { GatewayReady, GuildBody, VoiceServerBody, VoiceStateBody } from "../protocol/gateway/serverBody";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { IsolatedSignal } from "../runtime/IsolatedSignal";

/** Each handler runs on its own thread. Its errors are logged, and it may yield. */
export interface WebsocketSignals {
	/** Fires after each change of `status`; for `waiting` and `closed` with the reason. */
	readonly onStatusChanged: IsolatedSignal<[status: WebsocketStatus, detail?: string]>;
	/** Fires for every message, before the other signals of that message. */
	readonly onPayload: IsolatedSignal<[payload: GatewayPayload]>;
	/** Fires for every dispatch, before the specific signal, if there is one. */
	readonly onDispatch: IsolatedSignal<[name: string, d: unknown, sequence?: number]>;
	/** Fires when a new session is open. */
	readonly onReady: IsolatedSignal<[ready: GatewayReady]>;
	/** Fires when the session has been resumed. `replayed` missed dispatches were delivered first. */
	readonly onResumed: IsolatedSignal<[replayed: number]>;
	/** Fires for each guild: at the start, after an outage, or because the bot was added. */
	readonly onGuildCreate: IsolatedSignal<[guild: GuildBody]>;
	/** Fires when a guild disappears: an outage hides it, or the bot was removed. */
	readonly onGuildDelete: IsolatedSignal<[guild: GuildBody]>;
	/** Fires when every guild of READY has arrived, or the wait for them is over: with the IDs that are missing. */
	readonly onGuilds: IsolatedSignal<[missing: ReadonlyArray<string>]>;
	/** Fires when a user joins, leaves or changes a voice channel, or changes in it. */
	readonly onVoiceState: IsolatedSignal<[state: VoiceStateBody]>;
	/** Fires with the server of our own voice session in a guild. */
	readonly onVoiceServer: IsolatedSignal<[server: VoiceServerBody]>;
	/** Fires when the server sent neither an ACK nor any message for a whole heartbeat interval. The connection resumes on a new socket. */
	readonly onZombified: IsolatedSignal<[]>;
	/** Fires when the connection has ended. It is the last signal until `connect`. */
	readonly onClosed: IsolatedSignal<[fault: WebsocketError]>;
}
