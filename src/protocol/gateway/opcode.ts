/**
 * Opcodes of the main gateway.
 * Pure.
 * Source: Discord Docs, "Gateway Opcodes" (v10).
 */

/** The `op` of a main gateway message. */
export enum GatewayOpcode {
	/** Server: an event; `t` is its name, `s` its sequence. */
	Dispatch = 0,
	/** Both: keeps the connection alive. From the server, it requests one at once. */
	Heartbeat = 1,
	/** Client: begins a session. */
	Identify = 2,
	/** Client: status and activities of the bot. */
	PresenceUpdate = 3,
	/** Client: joins, leaves or moves between voice channels. */
	VoiceStateUpdate = 4,
	/** Client: resumes a session. */
	Resume = 6,
	/** Server: reconnect, and resume. */
	Reconnect = 7,
	/** Client: requests members of a guild. */
	RequestGuildMembers = 8,
	/** Server: the session is invalid; `d` says whether it can be resumed. */
	InvalidSession = 9,
	/** Server: the heartbeat interval. */
	Hello = 10,
	/** Server: acknowledges a heartbeat. */
	HeartbeatAck = 11,
	/** Client: requests the sounds of guilds. */
	RequestSoundboardSounds = 31,
	/** Client: requests ephemeral data of channels. */
	RequestChannelInfo = 43,
}
