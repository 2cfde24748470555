/** URL of a server for clients on the same machine. Pure. */

/** Returns the URL of a server, with an "any address" host replaced by the loopback. */
export function localUrlOf({ url }: { readonly url: string }): string {
	return url.replace(/0\.0\.0\.0|\[::\]/, "127.0.0.1");
}
