/** Reads the body of an HTTP request, up to a limit. Edge: the network. */

import type { IncomingMessage } from "node:http";

/**
 * Reads a whole body, and keeps at most `limit` bytes of it.
 *
 * @returns `undefined` if the body is larger.
 */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
	const chunks: Array<Buffer> = [];
	let size = 0;
	// read to its end all the same: a caller that still sends would not see the answer
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size <= limit) chunks.push(chunk);
	}
	return size <= limit ? Buffer.concat(chunks) : undefined;
}
