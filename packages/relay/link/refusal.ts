/** Requests that are refused. Source: docs/relay.md, "What a client does" and "Secrets". */

import { REFUSALS, type RefusalCode } from "../../../src/protocol/relay/faultCode.ts";
import type { JsonObject } from "../codec/record.ts";
import { MEMORY_FULL } from "../memory/Memory.ts";

/** Why a link ended; `draining` is the end of the process. */
export type GoneReason = "idle" | "deleted" | "overflow" | "memory" | "worn" | "draining";

export class Refusal extends Error {
	/** @param fields Further fields of the error. Never a secret. */
	public constructor(
		public readonly code: RefusalCode,
		message: string,
		public readonly fields: JsonObject = {},
	) {
		super(message);
		this.name = "Refusal";
	}

	/** HTTP status of the answer. */
	public get status(): number {
		return REFUSALS[this.code].status;
	}
}

/** Seconds after which a client may try again, if the time is not known. */
const USUAL_RETRY = 1;

/** Readable reason of each end. */
const GONE_MESSAGE: Readonly<Record<Exclude<GoneReason, "draining">, string>> = {
	idle: "link was not polled (RELAY_IDLE_MS)",
	deleted: "link was deleted",
	overflow: "too many errors waited for the client (RELAY_BUFFER_BYTES)",
	memory: `${MEMORY_FULL}, and this link held most of the token that held most`,
	worn: "link ran out of record numbers",
};

/** Refusal of a request for a link that has ended. */
export function goneRefusal(reason: GoneReason | undefined): Refusal {
	if (reason === "draining") {
		return new Refusal("draining", "relay is about to end, make a new link", { retry_after: USUAL_RETRY });
	}
	if (reason === undefined) return new Refusal("link_unknown", "no such link, make a new one");
	return new Refusal("link_unknown", `${GONE_MESSAGE[reason]}, make a new link`, { gone: reason });
}

/** @param waitMs Milliseconds until the next one is admitted. */
export function rateRefusal(what: string, limit: number, waitMs: number): Refusal {
	const fields = { retry_after: Math.ceil(waitMs) / 1000, limit };
	return new Refusal("rate_limited", `too many ${what}, limit is ${limit}`, fields);
}
