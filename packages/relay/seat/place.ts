/** Where the bot is in the voice channels of a guild. Pure. */

import { LEAVE_LIMIT } from "../../../src/protocol/voice/credentials.ts";
import { resolveDeadlines } from "../../../src/protocol/voice/deadlines.ts";

/** What a bot without a voice session waits for, while it has a channel. */
export type Awaited =
	/** Another channel or server, after the voice server disconnected it. */
	| "move"
	/** The voice server of the channel that a person moved it to. */
	| "server"
	/** Another voice server, while Discord looks for one. */
	| "allocation"
	/** The end of a pause. Then it leaves and joins again for new credentials. */
	| "renewal";

export type Place =
	/** In no channel, or in one that it does not want. */
	| { readonly kind: "out" }
	/** Op 4 with the channel went out. `isShown`: a voice state has confirmed it. */
	| { readonly kind: "asked"; readonly channelId: string; readonly until: number; readonly isShown: boolean }
	/** A voice session is open or opening. */
	| { readonly kind: "open"; readonly channelId: string; readonly since: number }
	| {
			readonly kind: "waiting";
			readonly channelId: string;
			readonly until: number;
			readonly why: Awaited;
			/** For people. */
			readonly reason: string;
	  }
	/** Op 4 without a channel went out. */
	| { readonly kind: "leaving"; readonly until: number };

export const OUT: Place = { kind: "out" };

const MS = 1000;
const DEADLINES = resolveDeadlines();

/** Milliseconds to wait for an answer to op 4 with a channel. */
export const ASK_MS = DEADLINES.credentials * MS;
/** The same without a channel. */
export const LEAVE_MS = LEAVE_LIMIT * MS;

/** Milliseconds that a voice session lasts until the failures before it are forgotten. */
export const STABLE_MS = 60_000;

/** Milliseconds to wait. A renewal has its own pause. */
export const AWAIT_MS: Readonly<Record<Exclude<Awaited, "renewal">, number>> = {
	move: DEADLINES.move * MS,
	server: DEADLINES.credentials * MS,
	allocation: DEADLINES.reallocation * MS,
};

/** The channel that the bot has or is about to have. */
export function channelOf(place: Place): string | undefined {
	return place.kind === "asked" || place.kind === "open" || place.kind === "waiting" ? place.channelId : undefined;
}
