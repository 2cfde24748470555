/**
 * Opcodes of the voice gateway, and which of them travel as binary frames.
 * Pure.
 * Source: Discord Docs, "Voice Opcodes" (voice gateway v8); names of 21 to 31 follow the DAVE whitepaper.
 */

/** What a voice gateway message is about: its `op`. */
export enum VoiceOpcode {
	/** Client: begins a voice session. */
	Identify = 0,
	/** Client: selects the transport of the audio. */
	SelectProtocol = 1,
	/** Server: the session is open. */
	Ready = 2,
	/** Client, and seldom the server: keeps the connection alive. */
	Heartbeat = 3,
	/** Server: how audio is encrypted. */
	SessionDescription = 4,
	/** Both: which SSRC is whose, and of what kind its audio is. */
	Speaking = 5,
	/** Server: answers a heartbeat with its nonce. */
	HeartbeatAck = 6,
	/** Client: takes a lost session up again. */
	Resume = 7,
	/** Server: how often to send a heartbeat. */
	Hello = 8,
	/** Server: the session is taken up again. */
	Resumed = 9,
	/** Server: who is or came into the channel. */
	ClientsConnect = 11,
	/** Server: who left the channel. */
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

/** Opcodes whose messages are binary frames; every other one is JSON. */
export const BINARY_VOICE_OPCODES: ReadonlySet<number> = new Set<number>([
	VoiceOpcode.DaveMlsExternalSender,
	VoiceOpcode.DaveMlsKeyPackage,
	VoiceOpcode.DaveMlsProposals,
	VoiceOpcode.DaveMlsCommitWelcome,
	VoiceOpcode.DaveMlsAnnounceCommitTransition,
	VoiceOpcode.DaveMlsWelcome,
]);
