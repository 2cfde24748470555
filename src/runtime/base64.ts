/**
 * Base64, with the engine's codec.
 * Edge: EncodingService.
 */

const service = game.GetService("EncodingService");

export function encodeBase64(bytes: buffer): string {
	return buffer.tostring(service.Base64Encode(bytes));
}

/** @throws If `text` is not base64. */
export function decodeBase64(text: string): buffer {
	return service.Base64Decode(buffer.fromstring(text));
}
