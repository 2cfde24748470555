/** Ends of watches that concern the bot, not the room. Pure. */

import type { WatchEnd } from "../room/Hub.ts";

/** Seconds after which a watcher asks again. */
const RETRY_AFTER = 5;

/** The bot cannot work until the operator acts. */
export function stoppedEnd(reason: string): WatchEnd {
	return { code: "bot_stopped", message: reason };
}

/** Discord has not answered yet. The watcher tries again. */
export function unreachableEnd(reason: string): WatchEnd {
	const message = `the relay waits for Discord: ${reason === "" ? "no answer yet" : reason}`;
	return { code: "discord_unreachable", message, fields: { retry_after: RETRY_AFTER } };
}
