/** Reads the JSON body of a REST request. Edge: the network. */

import type { IncomingMessage } from "node:http";
import { isDeeperThan } from "../main/messages/rules.ts";
import { readBytes } from "../http/readBytes.ts";
import { RestError } from "./RestError.ts";

/** Maximum body size in bytes. */
const MAX_SIZE = 2 ** 20;

/** Maximum nesting. Stored values have to be serialized again. */
const MAX_DEPTH = 32;

/**
 * @returns `undefined` if there is no body.
 * @throws RestError If the body is too large, not JSON, or nested too deeply.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
	const bytes = await readBytes(request, MAX_SIZE);
	if (bytes === undefined) throw new RestError("tooLarge");
	if (bytes.length === 0) return undefined;
	const value = parse(bytes.toString());
	if (isDeeperThan(MAX_DEPTH, value)) throw new RestError("invalidForm");
	return value;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new RestError("invalidJson");
	}
}
