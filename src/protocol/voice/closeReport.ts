/**
 * Why a voice connection ended for good, in a form for code and in one for a person.
 * Pure.
 */

import { VoiceCloseCode } from "./closeCode";
import { ConnectionState } from "./connectionState";

/**
 * What ended a connection.
 *
 * - `owner`: `disconnectAsync` or `forceClose`.
 * - `left`: the main gateway says that we are in no channel any more: kicked, or the channel is gone.
 * - `takenOver`: another process with this bot joined voice in the guild, and Discord has one voice session for each.
 * - `noCredentials`: the credential source has none, or gave none in time.
 * - `unreachable`: every attempt failed.
 * - `protocolError`: the server refused twice what we sent: a mistake of this package, or of your own messages.
 *
 * The others are Discord's close codes by name.
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
	/** Close code; undefined if no close frame was seen, or we ended it and gave none. */
	readonly code?: number;
	/** For a person: what happened, and what can be done. */
	readonly reason: string;
	/** Whether its owner ended it. */
	readonly bySelf: boolean;
}

/** What the main gateway says when a session has no channel any more. */
export const LEFT: CloseReport = {
	kind: "left",
	reason: "no longer in the channel: kicked, or the channel is gone",
	bySelf: false,
};

/** What the main gateway says when another session of the bot has the seat. To join again would take it back in turn. */
export const TAKEN_OVER: CloseReport = {
	kind: "takenOver",
	reason:
		"taken over: another process with this bot joined voice in this server, and Discord has one voice session for each " +
		"bot and server: let one process own it",
	bySelf: false,
};

/** What a close code that ends a connection means, and what its user can do. */
interface CloseReportRow {
	readonly kind: CloseReportKind;
	readonly advice: string;
}

/** What can be done where nobody speaks DAVE. */
const DAVE_ADVICE = "use a relay that offers it (@snazzah/davey installed), or join a stage channel";

const CLOSE_REPORTS: ReadonlyMap<number, CloseReportRow> = new Map<number, CloseReportRow>([
	[
		VoiceCloseCode.AuthenticationFailed,
		{ kind: "authenticationFailed", advice: "the voice token is wrong: join anew through the main gateway" },
	],
	[
		VoiceCloseCode.UnknownProtocol,
		{ kind: "unknownProtocol", advice: "the voice gateway does not know the selected protocol: select udp" },
	],
	[
		VoiceCloseCode.Disconnected,
		{ kind: "disconnected", advice: "kicked from the channel, or the main gateway session ended: join anew" },
	],
	[
		VoiceCloseCode.UnknownEncryptionMode,
		{ kind: "unknownEncryptionMode", advice: "the selected encryption mode is none of those that Ready listed" },
	],
	[
		VoiceCloseCode.DaveRequired,
		{
			kind: "daveRequired",
			advice: `this channel demands end-to-end encryption (DAVE), which nobody here speaks: ${DAVE_ADVICE}`,
		},
	],
	[
		VoiceCloseCode.RateLimited,
		{ kind: "rateLimited", advice: "Discord limits this bot: wait some minutes before joining anew" },
	],
	[
		VoiceCloseCode.CallTerminated,
		{ kind: "callTerminated", advice: "the call is over: the channel was deleted, or all were disconnected" },
	],
]);

/** The end after a close code, or after what is not in the table: then `fallback` names it. */
export function closeReportOf(code: number | undefined, reason: string, fallback: CloseReportKind): CloseReport {
	const row = code === undefined ? undefined : CLOSE_REPORTS.get(code);
	const text = `${row?.advice ?? reason} (close code ${code ?? "none"})`;
	return { kind: row?.kind ?? fallback, code, reason: text, bySelf: false };
}

/**
 * What a link that ends by itself means, for a person.
 *
 * @param said The reason that came with its end; may be empty.
 * @param during The state that it ended in.
 * @param tellsCodes Whether the socket would have told a close code.
 */
export function lossOf(said: string, during: ConnectionState, tellsCodes: boolean): string {
	const loss = "the server closed the connection, or the link was lost";
	if (!tellsCodes && during === "identifying") {
		return (
			`${loss}, before Ready and with a code that nobody sees here, as in Studio: it may be that this channel demands ` +
			`end-to-end encryption (DAVE): ${DAVE_ADVICE}`
		);
	}
	return said === "" ? loss : `${loss}: ${said}`;
}
