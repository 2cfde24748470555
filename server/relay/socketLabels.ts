/** How the end of a socket is counted and logged: few values, nothing that a far server made up. Pure. */

import type { JsonObject } from "./codec/record.ts";

/** @param type `e`: it never opened. */
export function connectionCode(type: "e" | "c", data: JsonObject): { readonly by: string; readonly code: string } {
	if (type === "e") return { by: "open", code: String(data.code) };
	return { by: String(data.by), code: String(data.gone ?? data.code) };
}
