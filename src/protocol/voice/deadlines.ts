/** The deadlines of a voice connection. Pure. */

import { fillDeadlines } from "../deadlines";

/** In seconds. */
export interface VoiceDeadlines {
	/** For voice state and voice server, from their request. @default 10 */
	readonly credentials: number;
	/** For the socket to open. @default 10 */
	readonly connect: number;
	/** For Hello, from the open socket. @default 10 */
	readonly hello: number;
	/** For Ready, from Identify. @default 10 */
	readonly ready: number;
	/** For Resumed, from Resume. @default 10 */
	readonly resumed: number;
	/** For new credentials after close codes 4014 and 4022, which also precede a move. @default 10 */
	readonly move: number;
	/** For another voice server, while Discord looks for one. @default 60 */
	readonly reallocation: number;
}

const DEFAULTS: VoiceDeadlines = {
	credentials: 10,
	connect: 10,
	hello: 10,
	ready: 10,
	resumed: 10,
	move: 10,
	reallocation: 60,
};

/**
 * Adds the defaults that `given` leaves out.
 *
 * @throws If a deadline is not above 0.
 */
export function resolveDeadlines(given: Partial<VoiceDeadlines> = {}): VoiceDeadlines {
	return fillDeadlines(DEFAULTS, given);
}
