/**
 * Who may ask the inspector: this machine alone, and for actions only the page that it served itself. No other site that
 * the user has open can reach it, neither across origins nor by a name of its own that resolves to the loopback.
 * Pure.
 */

import type { IncomingHttpHeaders } from "node:http";
import { isSameSecret } from "../../shared/secret.ts";

/** Header in which the page carries its token. */
export const TOKEN_HEADER = "x-inspector-token";

/** Names of this machine, with a port or none; the port differs behind a forwarded one. */
const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

/** Addresses of this machine as sockets give them. */
const LOCAL_ADDRESS = /^(?:127\.|::1$|::ffff:127\.)/;

export interface Asker {
	readonly address: string | undefined;
	readonly headers: IncomingHttpHeaders;
}

/** Why a request is refused; `undefined` if it may read. */
export function readComplaint({ address, headers }: Asker): string | undefined {
	if (!LOCAL_ADDRESS.test(address ?? "")) return "the inspector answers this machine only";
	if (!LOCAL_HOST.test(headers.host ?? "")) return "host must be 127.0.0.1, localhost or [::1]";
	const site = headers["sec-fetch-site"];
	const isForeign = site === "cross-site" && headers["sec-fetch-mode"] !== "navigate";
	return isForeign ? "the inspector answers its own page only" : undefined;
}

/** Why an action is refused; `undefined` if it may be done. */
export function actionComplaint(asker: Asker, token: string): string | undefined {
	const complaint = readComplaint(asker);
	if (complaint !== undefined) return complaint;
	const { origin, host } = asker.headers;
	if (origin !== undefined && origin !== `http://${host}`) return "actions come from the inspector's own page only";
	const given = asker.headers[TOKEN_HEADER];
	return typeof given === "string" && isSameSecret(given, token)
		? undefined
		: "the page is of an earlier start: reload it";
}
