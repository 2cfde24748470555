/** Messages that a socket accepts: a string is text, a buffer is binary. Pure. */

/** @throws If `data` is neither, or a string that is not UTF-8, which text frames require (RFC 6455, section 5.6). */
export function assertMessage(data: string | buffer): void {
	if (typeIs(data, "buffer")) return;
	assert(typeIs(data, "string"), `data must be a string or a buffer, got ${typeOf(data)}`);
	assert(utf8.len(data)[0] !== undefined, "text must be valid UTF-8; send bytes as a buffer");
}

/** Maximum size of the payload of a ping or pong in bytes (RFC 6455, section 5.5). */
export const MAX_PING_SIZE = 125;

/** Returns the payload of a ping as bytes. @throws If `data` is neither string nor buffer, or too long. */
export function pingPayload(data: string | buffer): buffer {
	assert(typeIs(data, "string") || typeIs(data, "buffer"), `data must be a string or a buffer, got ${typeOf(data)}`);
	const payload = typeIs(data, "string") ? buffer.fromstring(data) : data;
	assert(
		buffer.len(payload) <= MAX_PING_SIZE,
		`a ping carries ${MAX_PING_SIZE} bytes at most, got ${buffer.len(payload)}`,
	);
	return payload;
}
