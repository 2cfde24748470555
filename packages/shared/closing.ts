/**
 * Translates what `ws` reports about the end of a socket to close codes.
 * Pure. Source: RFC 6455, section 7.4.1; error codes in the documentation of `ws`.
 */

import { CLOSE_CODE } from "./closeFrame.ts";

/** Close code that `ws` sends for each protocol violation. Unlisted errors are protocol errors. */
const ERROR_CLOSE_CODES: ReadonlyMap<string, number> = new Map<string, number>([
	["WS_ERR_INVALID_UTF8", CLOSE_CODE.invalidPayload],
	["WS_ERR_TOO_MANY_BUFFERED_PARTS", CLOSE_CODE.policyViolation],
	["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", CLOSE_CODE.messageTooBig],
	["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", CLOSE_CODE.messageTooBig],
]);

/** Returns the code of a close event; `undefined` if no close frame was received. */
export function decodeCloseCode(code: number): number | undefined {
	return code === CLOSE_CODE.noCloseFrame ? undefined : code;
}

/** Returns the code that `ws` closes with after a socket error; `undefined` if the network failed. */
export function closeCodeOfError(error: Error): number | undefined {
	const { code } = error as NodeJS.ErrnoException;
	if (code === undefined || !code.startsWith("WS_ERR_")) return undefined;
	return ERROR_CLOSE_CODES.get(code) ?? CLOSE_CODE.protocolError;
}
