/** URLs of sockets. Pure. */

/** @throws If `url` is not a WebSocket URL. */
export function assertSocketUrl(url: string): void {
	assert(typeIs(url, "string"), `url must be a string, got ${typeOf(url)}`);
	assert(url.match("^wss?://[^/]")[0] !== undefined, `url must start with ws:// or wss://, got ${withoutQuery(url)}`);
}

/** Returns `url` for logs: without its query and user, which may contain a secret. */
export function withoutQuery(url: string): string {
	const [shown] = url.match("^[^?#]*");
	return (shown as string).gsub("//[^/]*@", "//")[0];
}
