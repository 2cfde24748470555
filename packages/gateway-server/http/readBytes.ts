/** Reads the body of an HTTP request, up to a limit. Edge: the network. */

import type { IncomingMessage } from "node:http";

/**
 * Reads a whole body. Keeps at most `limit` bytes.
 *
 * @returns `undefined` if the body is larger.
 */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
	const chunks: Array<Buffer> = [];
	let size = 0;
	// reads to the end in any case: a client that is still sending would not see the answer
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size <= limit) chunks.push(chunk);
	}
	return size <= limit ? Buffer.concat(chunks) : undefined;
}
