/** A message as the frame tap shows it: JSON, whatever its encoding, because tokens are redacted in JSON. */

import type { PassedFrame } from "../../session/frameTap.ts";
import type { ClientSocket } from "./MainSession.ts";

/** @param message A decoded message, or a raw one, which is shown unchanged. */
export function shownFrame(
	socket: ClientSocket,
	direction: PassedFrame["direction"],
	message: object | string,
): PassedFrame {
	const shown = typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message);
	return { connection: socket.id, sessionId: socket.session?.id, gateway: "main", direction, message: shown };
}
