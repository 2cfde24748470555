/** Deadlines of a main gateway connection. Pure. */

import { fillDeadlines } from "../protocol/deadlines";

/** In seconds. Any message extends `hello`, `ready` and `resumed`, but not beyond `handshake`. */
export interface GatewayDeadlines {
	/** For the socket to open. @default 15 */
	readonly connect: number;
	/** For Hello, from the open socket. @default 15 */
	readonly hello: number;
	/** For READY, from Identify. @default 15 */
	readonly ready: number;
	/** For RESUMED, from Resume: missed dispatches come first. @default 60 */
	readonly resumed: number;
	/** For Hello, READY and RESUMED each, however many other messages come first. @default 600 */
	readonly handshake: number;
	/** For the guilds that READY names. @default 15 */
	readonly guilds: number;
}

const DEFAULTS: GatewayDeadlines = { connect: 15, hello: 15, ready: 15, resumed: 60, handshake: 600, guilds: 15 };

/**
 * Adds the defaults to `given`.
 *
 * @throws If a deadline is not above 0.
 */
export function resolveGatewayDeadlines(given?: Partial<GatewayDeadlines>): GatewayDeadlines {
	return fillDeadlines(DEFAULTS, given);
}
