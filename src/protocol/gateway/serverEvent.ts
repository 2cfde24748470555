/**
 * The content of main gateway messages, validated.
 * Pure. Nothing here errors, whatever a server sends.
 * Source: Discord Docs, "Gateway Events" (v10).
 */

import { isHello } from "../guards";
import { GatewayOpcode } from "./opcode";
import { GatewayPayload } from "./payload";
import {
	GatewayReady,
	GuildBody,
	readGuild,
	readReady,
	readVoiceServer,
	readVoiceState,
	VoiceServerBody,
	VoiceStateBody,
} from "./serverBody";

/** A dispatch that this package reads. */
export type DispatchEvent =
	| { readonly kind: "ready"; readonly ready: GatewayReady }
	| { readonly kind: "resumed" }
	| { readonly kind: "guildCreate"; readonly guild: GuildBody }
	| { readonly kind: "guildDelete"; readonly guild: GuildBody }
	| { readonly kind: "voiceState"; readonly state: VoiceStateBody }
	| { readonly kind: "voiceServer"; readonly server: VoiceServerBody };

/** A message about the connection itself. */
export type ConnectionEvent =
	/** Beat every `interval` milliseconds; undefined if Hello has no valid interval. */
	| { readonly kind: "hello"; readonly interval?: number | undefined }
	| { readonly kind: "requested" }
	| { readonly kind: "acknowledged" }
	| { readonly kind: "reconnect" }
	| { readonly kind: "invalidated"; readonly isResumable: boolean };

const RESUMED: DispatchEvent = { kind: "resumed" };

const DISPATCH_READERS: ReadonlyMap<string, (d: unknown) => DispatchEvent | undefined> = new Map<
	string,
	(d: unknown) => DispatchEvent | undefined
>([
	["READY", (d) => eventOf(readReady(d), (ready) => ({ kind: "ready", ready }))],
	["RESUMED", () => RESUMED],
	["GUILD_CREATE", (d) => eventOf(readGuild(d), (guild) => ({ kind: "guildCreate", guild }))],
	["GUILD_DELETE", (d) => eventOf(readGuild(d), (guild) => ({ kind: "guildDelete", guild }))],
	["VOICE_STATE_UPDATE", (d) => eventOf(readVoiceState(d), (state) => ({ kind: "voiceState", state }))],
	["VOICE_SERVER_UPDATE", (d) => eventOf(readVoiceServer(d), (server) => ({ kind: "voiceServer", server }))],
]);

/** Returns the event of a body that was valid. */
function eventOf<T extends object>(read: T | undefined, event: (read: T) => DispatchEvent): DispatchEvent | undefined {
	return read === undefined ? undefined : event(read);
}

const REQUESTED: ConnectionEvent = { kind: "requested" };
const ACKNOWLEDGED: ConnectionEvent = { kind: "acknowledged" };
const RECONNECT: ConnectionEvent = { kind: "reconnect" };

const CONNECTION_READERS: ReadonlyMap<number, (payload: GatewayPayload) => ConnectionEvent | undefined> = new Map<
	number,
	(payload: GatewayPayload) => ConnectionEvent | undefined
>([
	[
		GatewayOpcode.Hello,
		(payload) => ({ kind: "hello", interval: isHello(payload) ? payload.d.heartbeat_interval : undefined }),
	],
	[GatewayOpcode.Heartbeat, () => REQUESTED],
	[GatewayOpcode.HeartbeatAck, () => ACKNOWLEDGED],
	[GatewayOpcode.Reconnect, () => RECONNECT],
	[GatewayOpcode.InvalidSession, ({ d }) => ({ kind: "invalidated", isResumable: d === true })],
]);

/** Reads a dispatch. Returns "other" if this package does not read its name, undefined if it is malformed. */
export function readDispatch(name: string, d: unknown): DispatchEvent | "other" | undefined {
	const read = DISPATCH_READERS.get(name);
	return read === undefined ? "other" : read(d);
}

/** Reads any other message. Returns "other" if this package does not read its opcode, undefined if it is malformed. */
export function readConnectionEvent(payload: GatewayPayload): ConnectionEvent | "other" | undefined {
	const read = CONNECTION_READERS.get(payload.op);
	return read === undefined ? "other" : read(payload);
}
