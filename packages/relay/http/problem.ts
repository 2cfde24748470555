/** Turns errors of routes into answers. Source: docs/relay.md, "What a client does". */

import type { FastifyError, FastifyReply } from "fastify";
import { REFUSALS, type RefusalCode } from "../../../src/protocol/relay/faultCode.ts";
import { BodyError } from "../codec/BodyError.ts";
import { RecordFault } from "../link/RecordFault.ts";
import { Refusal } from "../link/refusal.ts";

/** Errors of fastify with their own code. The others are `bad_request` below status 500, else `internal`. */
const FASTIFY_CODES: Readonly<Record<string, RefusalCode>> = {
	FST_ERR_CTP_BODY_TOO_LARGE: "too_large",
	FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
};

/** @param maxBody For `too_large`. */
export function toRefusal(error: FastifyError | Error, maxBody: number): Refusal {
	if (error instanceof Refusal) return error;
	if (error instanceof BodyError) {
		return new Refusal(error.code, error.message, error.index === undefined ? {} : { index: error.index });
	}
	// a request outside any link names a secret
	if (error instanceof RecordFault && isRefusal(error.code)) {
		return new Refusal(error.code, error.message, error.fields);
	}
	const { code = "", statusCode = 500 } = error as Partial<FastifyError>;
	const known = FASTIFY_CODES[code];
	if (known === "too_large") return new Refusal(known, `body is above ${maxBody} bytes`, { limit: maxBody });
	if (known !== undefined) return new Refusal(known, "content-type must be that of the JSON or the binary form");
	if (statusCode < 500) return new Refusal("bad_request", "request cannot be read");
	return new Refusal("internal", "relay failed");
}

function isRefusal(code: string): code is RefusalCode {
	return Object.hasOwn(REFUSALS, code);
}

/** Bytes of a refused body that are still read, so that the connection can be reused. */
const SMALL_BODY = 65_536;

export async function sendRefusal(reply: FastifyReply, refusal: Refusal): Promise<void> {
	const { retry_after } = refusal.fields;
	if (typeof retry_after === "number") reply.header("retry-after", Math.ceil(retry_after));
	// no hook runs for refusals of the framework
	reply.header("cache-control", "no-store");
	if (isMuchUnread(reply)) reply.header("connection", "close");
	await reply.code(refusal.status).type("application/json").send(problemBody(refusal));
}

/** Whether much of the body is unread: reading it only to discard it is not worth it. */
function isMuchUnread({ request: { raw } }: FastifyReply): boolean {
	const { "content-length": stated, "transfer-encoding": encoding } = raw.headers;
	return !raw.complete && (encoding !== undefined || Number(stated ?? 0) > SMALL_BODY);
}

/** Body of the answer to a refused request. */
export function problemBody({ code, message, fields }: Refusal): string {
	return JSON.stringify({ error: { code, message, ...fields } });
}
