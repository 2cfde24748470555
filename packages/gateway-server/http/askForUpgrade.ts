import type { ServerResponse } from "node:http";

/** HTTP status for a request that is not a WebSocket handshake (RFC 9110: upgrade required). */
const UPGRADE_REQUIRED = 426;

/** Answers a request that is not a WebSocket handshake and has no route. */
export function askForUpgrade(response: ServerResponse): void {
	response.writeHead(UPGRADE_REQUIRED, { upgrade: "websocket" }).end();
}
