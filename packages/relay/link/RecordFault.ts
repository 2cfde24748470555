/** Why an up record is not carried out: becomes an `e` record. Source: docs/relay.md, codes of `e`. */

import type { JsonObject } from "../codec/record.ts";

/** Whether a fault ends the socket that it is about. `open`: if the record was to open it. */
export const FAULT_ENDS = {
	bad_record: "open",
	bad_url: true,
	host_not_allowed: true,
	header_not_allowed: true,
	dns_failed: true,
	address_not_allowed: true,
	connect_failed: true,
	open_timeout: true,
	aborted: true,
	overflow: true,
	too_many_sockets: true,
	rate_limited: true,
	draining: true,
	socket_in_use: false,
	not_open: false,
	secret_unknown: "open",
	secret_not_allowed: "open",
} as const satisfies Readonly<Record<string, boolean | "open">>;

export type FaultCode = keyof typeof FAULT_ENDS;

/** Characters of a text in an `e` record; a host name has at most 253. */
const MAX_FAULT_TEXT = 320;

export class RecordFault extends Error {
	/** @param fields Further fields of the `e` record. Never a secret. */
	public constructor(
		public readonly code: FaultCode,
		message: string,
		public readonly fields: JsonObject = {},
	) {
		super(message);
		this.name = "RecordFault";
	}
}

/** Data of the `e` record. A client's own words come back to it, but not at any length. @param up Number of the up record. */
export function faultData({ code, message, fields }: RecordFault, ends: boolean, up: number): string {
	return JSON.stringify({ code, message, ends, up, ...fields }, (_, value: unknown) =>
		typeof value === "string" ? value.slice(0, MAX_FAULT_TEXT) : value,
	);
}
