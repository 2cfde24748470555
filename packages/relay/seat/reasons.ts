/** Why a channel has no speakers, for people. Pure. */

import "../../shared/luau/globals.ts";
import { LEFT, TAKEN_OVER } from "../../../src/protocol/voice/closeReport.ts";

export const NEXT_WATCH = "the bot joins again when a new watcher asks";

export const REASONS = {
	joining: "the bot is joining the channel",
	paced: "the bot has joined too often within a minute, and waits",
	disconnected: "the bot has no session with Discord at the moment",
	unanswered:
		"Discord did not let the bot in: the channel may be full, or the bot may lack the permissions View Channel and Connect. " +
		"It tries again in a while",
	left: `${LEFT.reason}; ${NEXT_WATCH}`,
	robbed: `${TAKEN_OVER.reason}. The bot tries once more after a minute`,
	robbedAgain: `${TAKEN_OVER.reason}; ${NEXT_WATCH}`,
	moved: "a person moved the bot here, and it opens a voice session",
	unallocated: "the voice server is gone, and Discord looks for another",
} as const;

/** @param channelId Channel that the bot is in. */
export function elsewhere(channelId: string): string {
	return `the bot is in another channel of this server: ${channelId}. It can hear one channel per server`;
}
