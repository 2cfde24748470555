/**
 * Guards for what both gateways send.
 * Pure. A guard never errors, whatever it is given.
 */

import { field } from "./field";
import { isHeartbeatInterval } from "./heartbeat";

/** First number above every sequence that a double holds exactly. The width on the wire is smaller and undocumented. */
const SEQUENCE_LIMIT = 2 ** 53;

/** Hello. `heartbeat_interval` is in milliseconds, an integer or not; every session needs it. */
export interface HelloPayload {
	readonly d: { readonly heartbeat_interval: number };
}

export function isHello(value: unknown): value is HelloPayload {
	return isHeartbeatInterval(field(field(value, "d"), "heartbeat_interval"));
}

/** Returns whether `value` is a sequence number: a whole number, 0 or more. */
export function isSequence(value: unknown): value is number {
	return typeIs(value, "number") && value >= 0 && value < SEQUENCE_LIMIT && math.floor(value) === value;
}
