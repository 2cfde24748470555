/** A message of the main gateway, from its text. Pure. */

import "../../../shared/luau/globals.ts";
import { isGatewayPayload, type GatewayPayload } from "../../../../src/protocol/gateway/payload.ts";

/** @returns Undefined if it is not a JSON object whose `op` is a number. */
export function readMessage(text: Buffer): GatewayPayload | undefined {
	try {
		const value = JSON.parse(text.toString("utf8")) as unknown;
		return isGatewayPayload(value) ? value : undefined;
	} catch {
		return undefined; // not JSON
	}
}
