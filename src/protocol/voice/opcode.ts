/**
 * Opcodes of the voice gateway, and which of them travel as binary frames.
 * Pure.
 * Source: Discord Docs, "Voice Opcodes" (voice gateway v8); names of 21 to 31 follow the DAVE whitepaper.
 */

/** The `op` of a voice gateway message. */
export enum VoiceOpcode {
	/** Client: begins a voice session. */
	Identify = 0,
	/** Client: selects the transport of the audio. */
	SelectProtocol = 1,
	/** Server: the session is open. */
	Ready = 2,
	/** Client, rarely server: keeps the connection alive. */
	Heartbeat = 3,
	/** Server: how audio is encrypted. */
	SessionDescription = 4,
	/** Both: the user and kind of audio of an SSRC. */
	Speaking = 5,
	/** Server: answers a heartbeat with its nonce. */
	HeartbeatAck = 6,
	/** Client: continues a lost session. */
	Resume = 7,
	/** Server: how often to send a heartbeat. */
	Hello = 8,
	/** Server: the session continues. */
	Resumed = 9,
	/** Server: users in the channel, or who joined it. */
	ClientsConnect = 11,
	/** Server: a user left the channel. */
	ClientDisconnect = 13,
	DavePrepareTransition = 21,
	DaveExecuteTransition = 22,
	DaveTransitionReady = 23,
	DavePrepareEpoch = 24,
	DaveMlsExternalSender = 25,
	DaveMlsKeyPackage = 26,
	DaveMlsProposals = 27,
	DaveMlsCommitWelcome = 28,
	DaveMlsAnnounceCommitTransition = 29,
	DaveMlsWelcome = 30,
	DaveMlsInvalidCommitWelcome = 31,
}

/** Opcodes whose messages are binary frames. All others are JSON. */
export const BINARY_VOICE_OPCODES: ReadonlySet<number> = new Set<number>([
	VoiceOpcode.DaveMlsExternalSender,
	VoiceOpcode.DaveMlsKeyPackage,
	VoiceOpcode.DaveMlsProposals,
	VoiceOpcode.DaveMlsCommitWelcome,
	VoiceOpcode.DaveMlsAnnounceCommitTransition,
	VoiceOpcode.DaveMlsWelcome,
]);
