/**
 * Records of Link v1: everything that happens to a socket behind the relay is one, up (to the relay) or down.
 * Pure.
 * Source: docs/relay.md, "Records".
 */

import { UpType } from "./recordType";

export interface UpRecord {
	/** From 1, without a gap. */
	readonly number: number;
	/** Number of the socket that it is about, 1 to 65535. */
	readonly socket: number;
	readonly type: UpType;
	/** A string for `t`, a buffer for `b`, else what its type has. */
	readonly data: string | buffer | object;
}

export interface DownRecord {
	readonly number: number;
	readonly socket: number;
	/** A letter; one that is not known is for a later version. */
	readonly type: string;
	/** A string for `t`, a buffer for `b`, else an object of unknown form. */
	readonly data: string | buffer | object;
}

/** Highest number of a socket. */
export const MAX_SOCKET = 65535;

/** Codes that the relay passes on. It closes with 4000 where none is given. */
const PASSED_CODES: ReadonlyArray<readonly [first: number, last: number]> = [
	[1000, 1003],
	[1007, 1014],
	[3000, 4999],
];

/** Bytes of a close reason at most. */
const MAX_REASON_SIZE = 123;

/** Data of a `c` record. A code or reason that the relay would refuse is left out, so that the socket does close. */
export function closeData(code: number | undefined, reason: string | undefined): object {
	const isPassed = code !== undefined && PASSED_CODES.some(([first, last]) => code >= first && code <= last);
	const fits = reason !== undefined && reason.size() <= MAX_REASON_SIZE && utf8.len(reason)[0] !== undefined;
	return { code: isPassed ? code : undefined, reason: isPassed && fits ? reason : undefined };
}
