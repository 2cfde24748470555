/** The relay's log: JSON lines. Secrets never reach it; fields that could hold one are redacted anyway. Edge: stdout. */

import { pino, type DestinationStream, type Logger } from "pino";

/** Paths that could hold a token or a secret if a line ever carried a request. */
const REDACTED = ["authorization", "headers", "*.authorization", "*.headers", "req", "token", "secret", "url", "*.url"];

export function createLog(level: string, destination?: DestinationStream): Logger {
	const options = { level, redact: { paths: REDACTED, censor: "[struck out]" }, base: null };
	return destination === undefined ? pino(options) : pino(options, destination);
}
