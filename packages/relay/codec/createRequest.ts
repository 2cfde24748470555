/** Reads the body of `POST /v1/links`. Pure. Source: docs/relay.md, "Making a link". */

import { BodyError } from "./BodyError.ts";
import { checkJson, jsonLimits } from "./checkJson.ts";
import { asObject, asOptionalInteger, decodeUtf8, parseObject } from "./field.ts";
import { decodeUp } from "./jsonForm.ts";
import { MAX_NUMBER, type UpRecord } from "./record.ts";

export interface CreateRequest {
	readonly nonce: string;
	/** Name of the client, for the log. */
	readonly client: string | undefined;
	/** Milliseconds. */
	readonly holdMs: number | undefined;
	/** Answers a minute. */
	readonly perMin: number | undefined;
	readonly burst: number | undefined;
	readonly up: ReadonlyArray<UpRecord>;
}

const VERSION = 1;
const NONCE = /^[\x21-\x7e]{8,64}$/;
const CLIENT = /^[\x20-\x7e]{0,64}$/;

/** @throws BodyError, Refusal `too_large` */
export function decodeCreateRequest(body: Buffer, maxRecords = Infinity): CreateRequest {
	checkJson(body, jsonLimits(maxRecords));
	const { v, nonce, client, hold_ms, pace, up } = parseObject(decodeUtf8(body, "body"), "body");
	if (v !== VERSION) throw new BodyError(`v must be ${VERSION}`, undefined, "bad_version");
	if (typeof nonce !== "string" || !NONCE.test(nonce)) {
		throw new BodyError("nonce must be a string of 8 to 64 printable ASCII characters");
	}
	const hasClient = client !== undefined && client !== null;
	if (hasClient && (typeof client !== "string" || !CLIENT.test(client))) {
		throw new BodyError("client must be a string of at most 64 printable ASCII characters");
	}
	const { per_min, burst } = asObject(pace ?? {}, "pace");
	return {
		nonce,
		client: hasClient ? (client as string) : undefined,
		holdMs: asOptionalInteger(hold_ms, "hold_ms", 1, MAX_NUMBER),
		perMin: asOptionalInteger(per_min, "pace.per_min", 1, MAX_NUMBER),
		burst: asOptionalInteger(burst, "pace.burst", 1, MAX_NUMBER),
		up: decodeUp(up, maxRecords),
	};
}
