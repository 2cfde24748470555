/** The relay's log: JSON lines. Secrets never reach it; what could hold one is struck out all the same. Edge: stdout. */

import { pino, type DestinationStream, type Logger } from "pino";

/** Paths that could hold a token or a secret, should a line ever carry a request. */
const REDACTED = ["authorization", "headers", "*.authorization", "*.headers", "req", "token", "secret", "url", "*.url"];

export function createLog(level: string, destination?: DestinationStream): Logger {
	const options = { level, redact: { paths: REDACTED, censor: "[struck out]" }, base: null };
	return destination === undefined ? pino(options) : pino(options, destination);
}
