/** Down records for the end of a connection to a far server. Pure. Source: docs/relay.md, "Down". */

import { CLOSE_CODE } from "../../../shared/closeFrame.ts";
import type { JsonObject } from "../../codec/record.ts";
import type { UpstreamEnd } from "../../upstream/Upstream.ts";
import { RecordFault } from "../RecordFault.ts";

type Failed = UpstreamEnd & { readonly kind: "failed" };
type Closed = UpstreamEnd & { readonly kind: "closed" };

/** Fault of a connection that never opened. @param host Included if the fault is about it. */
export function failureFault({ code, message, status }: Failed, host: string): RecordFault {
	const isAboutHost = code === "dns_failed" || code === "address_not_allowed";
	return new RecordFault(code, message, { ...(isAboutHost && { host }), ...(status && { status }) });
}

/** Data of the `c` record of an open connection. */
export function closeData({ code, reason, by }: Closed): JsonObject {
	return { code, reason, clean: code !== CLOSE_CODE.noCloseFrame && by !== "relay", by };
}
