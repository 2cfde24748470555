/**
 * Opcodes of the main gateway.
 * Pure.
 * Source: Discord Docs, "Gateway Opcodes" (v10).
 */

/** What a main gateway message is about: its `op`. */
export enum GatewayOpcode {
	/** Server: an event; `t` names it, `s` numbers it. */
	Dispatch = 0,
	/** Both: keeps the connection alive; the server's asks for one at once. */
	Heartbeat = 1,
	/** Client: begins a session. */
	Identify = 2,
	/** Client: what the bot is seen to do. */
	PresenceUpdate = 3,
	/** Client: joins, leaves or moves between voice channels. */
	VoiceStateUpdate = 4,
	/** Client: takes a lost session up again. */
	Resume = 6,
	/** Server: leave, and resume on a new connection. */
	Reconnect = 7,
	/** Client: asks for members of a guild. */
	RequestGuildMembers = 8,
	/** Server: the session is void; `d` says whether it can be resumed. */
	InvalidSession = 9,
	/** Server: how often to send a heartbeat. */
	Hello = 10,
	/** Server: answers a heartbeat. */
	HeartbeatAck = 11,
	/** Client: asks for the sounds of guilds. */
	RequestSoundboardSounds = 31,
	/** Client: asks for what is ephemeral about channels. */
	RequestChannelInfo = 43,
}

/** Letters alone, in one case: so that "PRESENCE_UPDATE", "Presence Update" and "PresenceUpdate" are one name. */
function plain(name: string): string {
	return name.lower().gsub("[^%a]", "")[0];
}

const BY_NAME = new Map<string, GatewayOpcode>();
for (const [name, value] of pairs(GatewayOpcode as unknown as Record<string | number, string | number>)) {
	if (typeIs(name, "string")) BY_NAME.set(plain(name), value as GatewayOpcode);
}

/** Number of the opcode that `name` names, in any of the spellings above; undefined if none is. Never errors. */
export function gatewayOpcodeOf(name: string): GatewayOpcode | undefined {
	return BY_NAME.get(plain(name));
}
