/**
 * Records of Link v1: each is one event of a socket behind the relay, up (to the relay) or down.
 * Pure.
 * Source: docs/relay.md, "Records".
 */

import { UpType } from "./recordType";

export interface UpRecord {
	/** Counts from 1, without gaps. */
	readonly number: number;
	/** Number of its socket, 1 to 65535. */
	readonly socket: number;
	readonly type: UpType;
	/** A string for `t`, a buffer for `b`, else an object. */
	readonly data: string | buffer | object;
}

export interface DownRecord {
	readonly number: number;
	readonly socket: number;
	/** A letter. An unknown one belongs to a later version. */
	readonly type: string;
	/** A string for `t`, a buffer for `b`, else an object, not validated. */
	readonly data: string | buffer | object;
}

/** Highest number of a socket. */
export const MAX_SOCKET = 65535;

/** Close codes that the relay passes on. Without one, it closes with 4000. */
const PASSED_CODES: ReadonlyArray<readonly [first: number, last: number]> = [
	[1000, 1003],
	[1007, 1014],
	[3000, 4999],
];

/** Maximum size of a close reason in bytes. */
const MAX_REASON_SIZE = 123;

/** Returns the data of a `c` record. Omits a code or reason that the relay would refuse, so that the socket closes anyway. */
export function closeData(code: number | undefined, reason: string | undefined): object {
	const isPassed = code !== undefined && PASSED_CODES.some(([first, last]) => code >= first && code <= last);
	const fits = reason !== undefined && reason.size() <= MAX_REASON_SIZE && utf8.len(reason)[0] !== undefined;
	return { code: isPassed ? code : undefined, reason: isPassed && fits ? reason : undefined };
}
