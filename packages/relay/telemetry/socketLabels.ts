/** How the end of a socket is logged and counted. Pure. */

import { GatewayCloseCode } from "../../../src/protocol/gateway/closeCode.ts";
import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import type { JsonObject } from "../codec/record.ts";

export interface SocketEnd {
	/** Who ended it; `open` if it never opened. */
	readonly by: string;
	/** Close code, error code, or the reason why its link ended. */
	readonly code: string;
}

/** Close codes with their own series: those of RFC 6455, IANA's registry and Discord's gateways. */
const COUNTED: ReadonlySet<string> = new Set(
	[
		...[1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014],
		...Object.values(GatewayCloseCode),
		...Object.values(VoiceCloseCode),
	].map(String),
);
const CLOSE_CODE = /^[0-9]+$/;

/** @param type `e`: it never opened. */
export function socketEnd(type: "e" | "c", data: JsonObject): SocketEnd {
	if (type === "e") return { by: "open", code: String(data.code) };
	return { by: String(data.by), code: String(data.gone ?? data.code) };
}

/** Labels of a metric. A far server may send any code, but unknown codes share one series. */
export function socketLabels({ by, code }: SocketEnd): { readonly by: string; readonly code: string } {
	return { by, code: !CLOSE_CODE.test(code) || COUNTED.has(code) ? code : "other" };
}
