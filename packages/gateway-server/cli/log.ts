/** Log of `npm run serve`: JSON lines, or coloured text on a terminal. Edge: stdout. */

import { pino, type Logger } from "pino";
import pretty from "pino-pretty";
import type { GatewayEvent } from "../events.ts";

/** Log levels of events. The default is `info`. */
const LEVELS: Readonly<Partial<Record<GatewayEvent["kind"], "debug" | "warn">>> = {
	heartbeat: "debug",
	pong: "debug",
	dropped: "warn",
};

/** @param isTerminal Whether to write coloured text instead of JSON. */
export function createLog(isTerminal: boolean, isVerbose: boolean): Logger {
	const options = { level: isVerbose ? "debug" : "info", base: null };
	if (!isTerminal) return pino(options, pino.destination({ fd: 1, sync: true }));
	return pino(options, pretty({ sync: true, singleLine: true, translateTime: "HH:MM:ss.l", colorize: true }));
}

/** Logs an event. Client data goes into fields, which are escaped, never into the message. */
export function logEvent(log: Logger, event: GatewayEvent): void {
	const { kind, ...fields } = event;
	log[LEVELS[kind] ?? "info"](fields, kind);
}
