/**
 * JSON, with the engine's codec.
 * Edge: HttpService.
 */

import { HttpService } from "@rbxts/services";

/** Encodes a plain table. @throws If JSON cannot represent `value`. */
export function encodeJson(value: unknown): string {
	return HttpService.JSONEncode(value);
}

/** Decodes one JSON text; null becomes undefined. @throws If `text` is not JSON. */
export function decodeJson(text: string): unknown {
	return HttpService.JSONDecode(text);
}
