/**
 * Close codes of the voice gateway: the meaning of each, and what the owner of a session does after it.
 * Pure.
 * Source: Discord Docs, "Voice Close Event Codes" (voice gateway v8). The docs settle only 4014, 4021 and 4022
 * (do not reconnect) and 4015 (try to resume); the other actions are this package's policy.
 */

/** Why the voice gateway closed a connection. */
export enum VoiceCloseCode {
	UnknownOpcode = 4001,
	FailedToDecode = 4002,
	NotAuthenticated = 4003,
	AuthenticationFailed = 4004,
	AlreadyAuthenticated = 4005,
	SessionNoLongerValid = 4006,
	SessionTimeout = 4009,
	ServerNotFound = 4011,
	UnknownProtocol = 4012,
	Disconnected = 4014,
	VoiceServerCrashed = 4015,
	UnknownEncryptionMode = 4016,
	DaveRequired = 4017,
	BadRequest = 4020,
	RateLimited = 4021,
	CallTerminated = 4022,
}

/**
 * What to do after a close.
 *
 * - `resume` keeps the session: a new socket, then Resume.
 * - `identify` drops the session: a new socket, then Identify with the same credentials.
 * - `identifyOnce` is for a mistake of the client: like `identify`, but the second one stops.
 * - `renew` also drops the credentials: they are spent, and only the main gateway has new ones.
 * - `move` stops, unless the main gateway names another channel or server within seconds.
 * - `stop` gives up.
 */
export type CloseAction = "resume" | "identify" | "identifyOnce" | "renew" | "move" | "stop";

/** One row per documented code. Other codes fall back by range, see {@link voiceCloseAction}. */
export const VOICE_CLOSE_ACTIONS: ReadonlyMap<number, CloseAction> = new Map<number, CloseAction>([
	[VoiceCloseCode.UnknownOpcode, "identifyOnce"],
	[VoiceCloseCode.FailedToDecode, "identifyOnce"],
	[VoiceCloseCode.NotAuthenticated, "identifyOnce"],
	[VoiceCloseCode.AuthenticationFailed, "stop"],
	[VoiceCloseCode.AlreadyAuthenticated, "identifyOnce"],
	[VoiceCloseCode.SessionNoLongerValid, "renew"],
	[VoiceCloseCode.SessionTimeout, "renew"],
	[VoiceCloseCode.ServerNotFound, "renew"],
	[VoiceCloseCode.UnknownProtocol, "stop"],
	[VoiceCloseCode.Disconnected, "move"],
	[VoiceCloseCode.VoiceServerCrashed, "resume"],
	[VoiceCloseCode.UnknownEncryptionMode, "stop"],
	[VoiceCloseCode.DaveRequired, "stop"],
	[VoiceCloseCode.BadRequest, "identifyOnce"],
	[VoiceCloseCode.RateLimited, "stop"],
	[VoiceCloseCode.CallTerminated, "move"],
]);

/** First code of the range for applications (RFC 6455, section 7.4.2), where Discord's codes start. */
const FIRST_PRIVATE_CODE = 4000;

/**
 * Returns what to do after the socket closed with `code`.
 *
 * Without a close frame (`undefined`) the connection was lost, and resumes. An unlisted code below 4000 resumes; an unlisted
 * code from 4000 starts a new session. Never errors.
 */
export function voiceCloseAction(code: number | undefined): CloseAction {
	if (code === undefined) return "resume";
	const action = VOICE_CLOSE_ACTIONS.get(code);
	if (action !== undefined) return action;
	return code < FIRST_PRIVATE_CODE ? "resume" : "identify";
}
