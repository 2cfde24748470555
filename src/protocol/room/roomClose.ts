/**
 * Why a room ended for good, for code and for people.
 * Pure.
 * Source: docs/rooms.md, "When a room ends".
 */

import { RecordFaultCode } from "../relay/faultCode";

/**
 * What ended a room.
 *
 * - `owner`: `stop` of the room, `close` of the relay, or the end of the game server.
 * - `unsupported`: the relay has no rooms.
 * - `refused`: the relay refuses this game server, such as for its token or its place.
 *
 * The other kinds are named after codes of the relay.
 */
export type RoomCloseKind =
	| "owner"
	| "unsupported"
	| "refused"
	| "noBots"
	| "botUnknown"
	| "grantMissing"
	| "tooManyRooms"
	| "guildUnknown"
	| "channelUnknown"
	| "notAVoiceChannel"
	| "permissionMissing"
	| "channelFull"
	| "botStopped";

export interface RoomCloseReport {
	readonly kind: RoomCloseKind;
	/** What happened, and what can be done, for people. */
	readonly reason: string;
	/** Whether its owner ended it. */
	readonly bySelf: boolean;
}

/** A fault of the relay that no retry helps, and what the user can do if the relay does not say. */
interface FinalFault {
	readonly kind: RoomCloseKind;
	readonly advice: string;
}

const ROOMS_ADVICE = "this relay has no rooms: update it to a version with rooms, and set RELAY_BOTS";

/** All others are retried. */
const FINAL_FAULTS = {
	no_bots: { kind: "noBots", advice: "set RELAY_BOTS of the relay" },
	bot_unknown: { kind: "botUnknown", advice: "name a bot of the relay's RELAY_BOTS in the option bot" },
	grant_missing: { kind: "grantMissing", advice: "grant it to this token in the relay's RELAY_GRANTS" },
	too_many_rooms: { kind: "tooManyRooms", advice: "stop rooms that are no longer needed" },
	guild_unknown: { kind: "guildUnknown", advice: "check the guild ID, and invite the bot to that server" },
	channel_unknown: { kind: "channelUnknown", advice: "check the channel ID: the bot must see the channel" },
	not_a_voice_channel: { kind: "notAVoiceChannel", advice: "use the ID of a voice or stage channel" },
	permission_missing: { kind: "permissionMissing", advice: "permit the bot to view and connect to the channel" },
	channel_full: { kind: "channelFull", advice: "raise the channel's user limit, or permit the bot to move members" },
	bot_stopped: { kind: "botStopped", advice: "see the relay's log: its operator must act" },
	bad_record: { kind: "unsupported", advice: ROOMS_ADVICE },
	bad_url: { kind: "unsupported", advice: ROOMS_ADVICE },
} as const satisfies Partial<Record<RecordFaultCode, FinalFault>>;

/**
 * The report of a fault.
 *
 * @param code The relay's code.
 * @param message The relay's text; may be empty.
 * @returns Undefined if the room may be watched again.
 */
export function roomFaultReport(code: string, message: string): RoomCloseReport | undefined {
	const fault = (FINAL_FAULTS as Readonly<Record<string, FinalFault | undefined>>)[code];
	if (fault === undefined) return undefined;
	const { kind, advice } = fault;
	// The relay knows more about its faults, but an old relay knows nothing about rooms.
	const text = message === "" || kind === "unsupported" ? advice : message;
	return { kind, reason: `${code}: ${text}`, bySelf: false };
}

export function refusedReport(reason: string): RoomCloseReport {
	return { kind: "refused", reason, bySelf: false };
}

export function ownerReport(reason: string): RoomCloseReport {
	return { kind: "owner", reason, bySelf: true };
}
