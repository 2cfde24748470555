/** How long a main gateway connection waits for each thing before it goes on without. Pure. */

import { fillDeadlines } from "../protocol/deadlines";

/** In seconds. While messages keep coming, `hello`, `ready` and `resumed` begin again, up to `handshake`. */
export interface GatewayDeadlines {
	/** For the socket to open. @default 15 */
	readonly connect: number;
	/** For Hello, from the open socket. @default 15 */
	readonly hello: number;
	/** For READY, from Identify. @default 15 */
	readonly ready: number;
	/** For RESUMED, from Resume: what was missed comes before it. @default 60 */
	readonly resumed: number;
	/** For Hello, READY or RESUMED each in all, however many other messages come before it. @default 600 */
	readonly handshake: number;
	/** For the guilds that READY names. @default 15 */
	readonly guilds: number;
}

const DEFAULTS: GatewayDeadlines = { connect: 15, hello: 15, ready: 15, resumed: 60, handshake: 600, guilds: 15 };

/**
 * Fills in what `given` leaves out.
 *
 * @throws If one of them is not above 0.
 */
export function resolveGatewayDeadlines(given?: Partial<GatewayDeadlines>): GatewayDeadlines {
	return fillDeadlines(DEFAULTS, given);
}
