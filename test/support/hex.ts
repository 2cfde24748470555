/** Bytes written as hexadecimal digits; spaces count for nothing. */
export function fromHex(digits: string): string {
	return digits.gsub("%s", "")[0].gsub("%x%x", (pair: string) => string.char(tonumber(pair, 16) as number))[0];
}

/** As `fromHex`, in a buffer. */
export function bytesOf(digits: string): buffer {
	return buffer.fromstring(fromHex(digits));
}

/** Hexadecimal digits of `bytes`. */
export function hexOf(bytes: buffer): string {
	return buffer.tostring(bytes).gsub(".", (byte) => string.format("%02x", byte.byte()[0]))[0];
}
