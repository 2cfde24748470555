/**
 * What `ws` reports about the end of a socket, in terms of close frames.
 * Pure. Source: RFC 6455, section 7.4.1; error codes in the documentation of `ws`.
 */

/** Stands for "no close frame was seen". It never travels. */
const ABNORMAL_CLOSURE = 1006;

/** Close code that `ws` answers a frame with which breaks RFC 6455; 1002 for every error that is not listed. */
const ERROR_CLOSE_CODES: ReadonlyMap<string, number> = new Map([
	["WS_ERR_INVALID_UTF8", 1007],
	["WS_ERR_TOO_MANY_BUFFERED_PARTS", 1008],
	["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", 1009],
	["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", 1009],
]);

const PROTOCOL_ERROR = 1002;

/** Code of a close event; `undefined` if no close frame was seen. */
export function decodeCloseCode(code: number): number | undefined {
	return code === ABNORMAL_CLOSURE ? undefined : code;
}

/** Code that the server closes with after an error of a socket; `undefined` if the network failed. */
export function closeCodeOfError(error: Error): number | undefined {
	const { code } = error as NodeJS.ErrnoException;
	if (code === undefined || !code.startsWith("WS_ERR_")) return undefined;
	return ERROR_CLOSE_CODES.get(code) ?? PROTOCOL_ERROR;
}
