/** What may be sent over a socket: a string is text, a buffer is binary. Pure. */

/** @throws If `data` is neither, or a string that is not UTF-8: text frames hold nothing else (RFC 6455, section 5.6). */
export function assertMessage(data: string | buffer): void {
	if (typeIs(data, "buffer")) return;
	assert(typeIs(data, "string"), `data must be a string or a buffer, got ${typeOf(data)}`);
	assert(utf8.len(data)[0] !== undefined, "text must be valid UTF-8; send bytes as a buffer");
}
