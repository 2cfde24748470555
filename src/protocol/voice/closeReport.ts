/**
 * Why a voice connection ended for good, for code and for people.
 * Pure.
 */

import { VoiceCloseCode } from "./closeCode";
import { ConnectionState } from "./connectionState";

/**
 * What ended a connection.
 *
 * - `owner`: `disconnectAsync` or `forceClose`.
 * - `left`: the main gateway reports that we are no longer in a channel: kicked, or the channel is gone.
 * - `takenOver`: another process with this bot joined voice in the guild. Discord has one voice session per guild.
 * - `noCredentials`: the credential source has none, or gave none in time.
 * - `unreachable`: every attempt failed.
 * - `protocolError`: the server rejected our messages twice: a mistake in this package, or in messages that you sent.
 *
 * The other kinds are named after Discord's close codes.
 */
export type CloseReportKind =
	| "owner"
	| "left"
	| "takenOver"
	| "noCredentials"
	| "unreachable"
	| "protocolError"
	| "authenticationFailed"
	| "unknownProtocol"
	| "disconnected"
	| "unknownEncryptionMode"
	| "daveRequired"
	| "rateLimited"
	| "callTerminated";

export interface CloseReport {
	readonly kind: CloseReportKind;
	/** Close code; undefined if no close frame was seen, or we closed without a code. */
	readonly code?: number | undefined;
	/** What happened, and what can be done, for people. */
	readonly reason: string;
	/** Whether its owner closed it. */
	readonly bySelf: boolean;
}

/** The main gateway reports that the session has no channel. */
export const LEFT: CloseReport = {
	kind: "left",
	reason: "no longer in the channel: kicked, or the channel is gone",
	bySelf: false,
};

/** The main gateway reports that another session of the bot has the voice session. Joining again would take it back. */
export const TAKEN_OVER: CloseReport = {
	kind: "takenOver",
	reason:
		"taken over: another process with this bot joined voice in this server. Discord has one voice session per bot and " +
		"server, so let one process own it",
	bySelf: false,
};

/** Meaning of a final close code, and what the user can do. */
interface CloseReportRow {
	readonly kind: CloseReportKind;
	readonly advice: string;
}

/** What to do without DAVE. */
const DAVE_ADVICE = "use a relay that offers it (@snazzah/davey installed), or join a stage channel";

const CLOSE_REPORTS: ReadonlyMap<number, CloseReportRow> = new Map<number, CloseReportRow>([
	[
		VoiceCloseCode.AuthenticationFailed,
		{ kind: "authenticationFailed", advice: "the voice token is wrong: join again through the main gateway" },
	],
	[
		VoiceCloseCode.UnknownProtocol,
		{ kind: "unknownProtocol", advice: "the voice gateway does not support the selected protocol: select udp" },
	],
	[
		VoiceCloseCode.Disconnected,
		{ kind: "disconnected", advice: "kicked from the channel, or the main gateway session ended: join again" },
	],
	[
		VoiceCloseCode.UnknownEncryptionMode,
		{ kind: "unknownEncryptionMode", advice: "the selected encryption mode is not one of those in Ready" },
	],
	[
		VoiceCloseCode.DaveRequired,
		{
			kind: "daveRequired",
			advice: `this channel requires end-to-end encryption (DAVE), and this connection has none: ${DAVE_ADVICE}`,
		},
	],
	[
		VoiceCloseCode.RateLimited,
		{ kind: "rateLimited", advice: "Discord rate-limits this bot: wait some minutes before joining again" },
	],
	[
		VoiceCloseCode.CallTerminated,
		{ kind: "callTerminated", advice: "the call is over: the channel was deleted, or everyone was disconnected" },
	],
]);

/** The report for a close code. Without a row in the table, its kind is `fallback`. */
export function closeReportOf(code: number | undefined, reason: string, fallback: CloseReportKind): CloseReport {
	const row = code === undefined ? undefined : CLOSE_REPORTS.get(code);
	const text = `${row?.advice ?? reason} (close code ${code ?? "none"})`;
	return { kind: row?.kind ?? fallback, code, reason: text, bySelf: false };
}

/**
 * What the loss of a socket means, for people.
 *
 * @param said The reason that came with the loss; may be empty.
 * @param during The state at the loss.
 * @param tellsCodes Whether the socket reports close codes.
 */
export function lossOf(said: string, during: ConnectionState, tellsCodes: boolean): string {
	const loss = "the server closed the connection, or the network lost it";
	if (!tellsCodes && during === "identifying") {
		return (
			`${loss}, before Ready and without a visible close code, as in Studio. Perhaps this channel requires ` +
			`end-to-end encryption (DAVE): ${DAVE_ADVICE}`
		);
	}
	return said === "" ? loss : `${loss}: ${said}`;
}
