/**
 * Messages as they go over the socket, in JSON or ETF.
 * Pure, except for the engine's JSON.
 * Source: Discord Docs, "Gateway" (v10): "Encoding and Compression", "Sending Events".
 */

import { decodeEtf } from "../protocol/gateway/decodeEtf";
import { encodeEtf } from "../protocol/gateway/etf";
import { encodeNullableJson } from "../protocol/gateway/json";
import { GatewayCommand } from "../protocol/gateway/command";
import { decodeJson, encodeJson } from "../runtime/json";
import { assertMessage } from "../socket/message";

/** Maximum size of a message in bytes: above it, the gateway closes with 4002. */
const MAX_MESSAGE_SIZE = 4096;

/** Encodes one message. @throws If it contains a value that cannot be encoded. */
export function packCommand(command: GatewayCommand, encoding: string): string | buffer {
	return encoding === "etf" ? encodeEtf(command) : encodeNullableJson(command, encodeJson);
}

/** Decodes one message. @throws If it is malformed. */
export function unpackMessage(data: string | buffer, encoding: string): unknown {
	if (encoding !== "etf") return decodeJson(typeIs(data, "buffer") ? buffer.tostring(data) : data);
	const result = decodeEtf(typeIs(data, "buffer") ? data : buffer.fromstring(data));
	return result.kind === "term" ? result.value : error(result.reason, 0);
}

/**
 * Encodes one message, and refuses what Discord would refuse.
 *
 * @throws If `command` is not a message, contains a value that cannot be encoded, or has more than 4096 bytes encoded.
 */
export function packChecked(command: GatewayCommand, encoding: string): string | buffer {
	assert(typeIs(command, "table") && typeIs(command.op, "number"), "a message must be a table whose op is a number");
	const message = packCommand(command, encoding);
	const size = typeIs(message, "buffer") ? buffer.len(message) : message.size();
	assert(size <= MAX_MESSAGE_SIZE, `a message must have at most ${MAX_MESSAGE_SIZE} bytes, got ${size}`);
	assertMessage(message);
	return message;
}
