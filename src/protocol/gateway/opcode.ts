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
