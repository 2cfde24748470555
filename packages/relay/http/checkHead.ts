/** Refuses request heads that HTTP forbids and Node accepts. Pure. */

import type { IncomingMessage } from "node:http";
import { Refusal } from "../link/refusal.ts";

/** Headers that decide what a request may do. If one came twice, a proxy and the relay could use different values. */
const SINGLE_HEADERS: ReadonlySet<string> = new Set(["host", "authorization", "content-type"]);

/** @throws Refusal If `host` is missing, or one of these headers comes twice: RFC 9112, section 3.2. */
export function checkHead({ rawHeaders, httpVersion }: Pick<IncomingMessage, "rawHeaders" | "httpVersion">): void {
	const seen = new Set<string>();
	for (let index = 0; index < rawHeaders.length; index += 2) {
		const name = rawHeaders[index]?.toLowerCase() ?? "";
		if (!SINGLE_HEADERS.has(name)) continue;
		if (seen.has(name)) throw new Refusal("bad_request", `header ${name} is given twice`);
		seen.add(name);
	}
	if (httpVersion === "1.1" && !seen.has("host")) throw new Refusal("bad_request", "header host is missing");
}
