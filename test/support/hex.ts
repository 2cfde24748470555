/** Decodes hexadecimal digits. Spaces are ignored. */
export function fromHex(digits: string): string {
	return digits.gsub("%s", "")[0].gsub("%x%x", (pair: string) => string.char(tonumber(pair, 16) as number))[0];
}

/** Like `fromHex`, but returns a buffer. */
export function bytesOf(digits: string): buffer {
	return buffer.fromstring(fromHex(digits));
}

/** Encodes `bytes` as hexadecimal digits. */
export function hexOf(bytes: buffer): string {
	return buffer.tostring(bytes).gsub(".", (byte) => string.format("%02x", byte.byte()[0]))[0];
}
