/** Reads the JSON body of a request, up to a size limit. Edge: the network. */

import type { IncomingMessage } from "node:http";
import { readBytes } from "../http/readBytes.ts";
import { ControlError } from "./ControlError.ts";

/**
 * Reads the whole body. An empty body is `{}`.
 *
 * @param limit Maximum size in bytes.
 * @throws ControlError If the body is larger, or not a JSON object.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<object> {
	const bytes = await readBytes(request, limit);
	if (bytes === undefined) throw new ControlError("too_large", `body must be at most ${limit} bytes`);
	return parseObject(bytes.toString());
}

function parseObject(text: string): object {
	if (text === "") return {};
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new ControlError("bad_request", "body is not JSON");
	}
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	throw new ControlError("bad_request", "body must be an object");
}
