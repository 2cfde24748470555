/**
 * Access rules of the inspector: requests only from this machine, actions only from the page it served. Other sites
 * open in the user's browser cannot reach it, neither cross-origin nor through DNS rebinding.
 * Pure.
 */

import type { IncomingHttpHeaders } from "node:http";
import { isSameSecret } from "../../shared/secret.ts";

/** Header with the page's token. */
export const TOKEN_HEADER = "x-inspector-token";

/** Names of this machine, with an optional port. The port differs behind port forwarding. */
const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

/** Loopback addresses as reported by sockets. */
const LOCAL_ADDRESS = /^(?:127\.|::1$|::ffff:127\.)/;

export interface Asker {
	readonly address: string | undefined;
	readonly headers: IncomingHttpHeaders;
}

/** Returns why a request is rejected; `undefined` if it may read. */
export function readComplaint({ address, headers }: Asker): string | undefined {
	if (!LOCAL_ADDRESS.test(address ?? "")) return "the inspector only answers this machine";
	if (!LOCAL_HOST.test(headers.host ?? "")) return "host must be 127.0.0.1, localhost or [::1]";
	const site = headers["sec-fetch-site"];
	const isForeign = site === "cross-site" && headers["sec-fetch-mode"] !== "navigate";
	return isForeign ? "the inspector only answers its own page" : undefined;
}

/** Returns why an action is rejected; `undefined` if it is allowed. */
export function actionComplaint(asker: Asker, token: string): string | undefined {
	const complaint = readComplaint(asker);
	if (complaint !== undefined) return complaint;
	const { origin, host } = asker.headers;
	if (origin !== undefined && origin !== `http://${host}`)
		return "actions are only allowed from the inspector's own page";
	const given = asker.headers[TOKEN_HEADER];
	return typeof given === "string" && isSameSecret(given, token)
		? undefined
		: "the page is from an earlier run: reload it";
}
