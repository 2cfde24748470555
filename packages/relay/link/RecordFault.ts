/** Fault of an up record: becomes an `e` record. Source: docs/relay.md, codes of `e`. */

import type { RecordFaultCode } from "../../../src/protocol/relay/faultCode.ts";
import type { JsonObject } from "../codec/record.ts";

/** Characters of a text in an `e` record; a host name has at most 253. */
const MAX_FAULT_TEXT = 320;

export class RecordFault extends Error {
	/** @param fields Further fields of the `e` record. Never a secret. */
	public constructor(
		public readonly code: RecordFaultCode,
		message: string,
		public readonly fields: JsonObject = {},
	) {
		super(message);
		this.name = "RecordFault";
	}
}

/** Data of the `e` record. It returns the client's own texts, shortened. @param up Number of the up record. */
export function faultData({ code, message, fields }: RecordFault, ends: boolean, up: number): string {
	return JSON.stringify({ code, message, ends, up, ...fields }, (_, value: unknown) =>
		typeof value === "string" ? value.slice(0, MAX_FAULT_TEXT) : value,
	);
}
