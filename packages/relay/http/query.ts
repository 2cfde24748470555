/** Reads URL queries: each name at most once, integers as decimal digits. Pure. */

import { parseInteger } from "../../shared/flags/parseInteger.ts";
import { isSendableCode, MAX_REASON_SIZE } from "../../shared/closeFrame.ts";
import { Refusal } from "../link/refusal.ts";
import { RESUMABLE_CODE } from "../link/relayClose.ts";
import type { CloseData } from "../link/socket/upData.ts";
import { isSecretName } from "../security/secrets.ts";

/** A query as fastify decodes it: a name that comes twice has an array. */
export type Query = Readonly<Record<string, unknown>>;

const USUAL_SECRET = "bot";

/** Reads `code` and `reason` of DELETE. @throws Refusal `bad_request` */
export function readCloseQuery(query: Query): CloseData {
	const text = single(query, "code");
	const code = text === undefined ? RESUMABLE_CODE : parseInteger(text);
	if (!isSendableCode(code)) {
		throw new Refusal("bad_request", "code must be 1000 to 1003, 1007 to 1014 or 3000 to 4999");
	}
	const reason = single(query, "reason") ?? "";
	if (Buffer.byteLength(reason) > MAX_REASON_SIZE) {
		throw new Refusal("bad_request", `reason must have at most ${MAX_REASON_SIZE} bytes`);
	}
	return { code, reason };
}

/** Reads the `secret` of gateway/bot. @throws Refusal `bad_request` */
export function readSecretQuery(query: Query): string {
	const name = single(query, "secret") ?? USUAL_SECRET;
	if (isSecretName(name)) return name;
	throw new Refusal("bad_request", "secret must be 1 to 32 of a-z 0-9 _ -");
}

function single(query: Query, name: string): string | undefined {
	const value = query[name];
	if (value === undefined || typeof value === "string") return value;
	throw new Refusal("bad_request", `${name} must be given once`);
}
