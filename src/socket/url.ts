/** URLs of sockets. Pure. */

/** @throws If `url` is not one of a WebSocket. */
export function assertSocketUrl(url: string): void {
	assert(typeIs(url, "string"), `url must be a string, got ${typeOf(url)}`);
	assert(url.match("^wss?://[^/]")[0] !== undefined, `url must start with ws:// or wss://, got ${withoutQuery(url)}`);
}

/** `url` for logs: its query, or the user in it, may hold a secret. */
export function withoutQuery(url: string): string {
	const [shown] = url.match("^[^?#]*");
	return (shown as string).gsub("//[^/]*@", "//")[0];
}
