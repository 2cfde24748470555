/**
 * The requests of a link.
 * Pure, except for the engine's JSON.
 * Source: docs/relay.md, "Making a link", "Poll and send", "Ending a link".
 */

import { BodyForm, encodeRequest } from "../../protocol/relay/body";
import { encodeJson } from "../../runtime/json";
import { RelayCall } from "./RelayHttp";

const CLIENT = "voice-gateway";

/** Seconds to wait for an answer that is not held. */
export const ANSWER_LIMIT = 15;

/** Makes a link, and carries `pieces`: records in JSON form. */
export function createCall(nonce: string, headers: RelayCall["headers"], pieces: ReadonlyArray<string>): RelayCall {
	const head = encodeJson({ v: 1, nonce, client: CLIENT });
	const body = `${head.sub(1, -2)},"up":[${pieces.join(",")}]}`;
	return { method: "POST", path: "/v1/links", body, form: "json", headers, limit: ANSWER_LIMIT };
}

export interface Exchange {
	readonly kind: "poll" | "send";
	readonly form: BodyForm;
	/** Number of the last down record that was processed. */
	readonly ack: number;
	/** Milliseconds to hold a poll: a whole number. */
	readonly wait?: number;
	/** Seconds to wait for the answer. */
	readonly limit: number;
}

/** Polls, or sends beside the poll, over the link `name`. */
export function exchangeCall(name: string, exchange: Exchange, pieces: ReadonlyArray<string>): RelayCall {
	const { kind, form, ack, wait, limit } = exchange;
	const body = encodeRequest(form, ack, wait, pieces);
	return { method: "POST", path: `/v1/links/${name}/${kind}`, body, form, limit };
}

/** Ends the link `name`. @param code Close code for the remote servers. @default 4000 */
export function deleteCall(name: string, code: number | undefined): RelayCall {
	const path = `/v1/links/${name}` + (code === undefined ? "" : `?code=${code}`);
	return { method: "DELETE", path, form: "json", limit: ANSWER_LIMIT };
}
