/**
 * Reads the bot's own voice states and its voice servers.
 * Pure. Source: Discord Docs, "Voice State Object" and "Voice Server Update".
 */

import "../../shared/luau/globals.ts";
import { field, textField } from "../../../src/protocol/field.ts";
import type { VoiceServer, VoiceState } from "../../../src/protocol/voice/credentials.ts";

/** @returns Undefined if it is not a voice state. Without a session ID, no voice session is possible. */
export function readVoiceState(body: unknown): VoiceState | undefined {
	const userId = textField(body, "user_id");
	const channelId = textField(body, "channel_id");
	const sessionId = textField(body, "session_id") ?? "";
	if (userId === undefined || (channelId !== undefined && sessionId === "")) return undefined;
	const isDeafened = field(body, "deaf") === true;
	return { userId, sessionId, isDeafened, ...(channelId !== undefined && { channelId }) };
}

/** @returns Undefined if it is not a voice server. */
export function readVoiceServer(body: unknown): VoiceServer | undefined {
	const serverId = textField(body, "guild_id");
	const token = textField(body, "token");
	const endpoint = textField(body, "endpoint");
	if (serverId === undefined || token === undefined) return undefined;
	return { serverId, token, ...(endpoint !== undefined && { endpoint }) };
}
