/** What a closed connection means for its session. Pure. Source: Discord Docs, "Initiating a Disconnect". */

import { LEAVING_CODES } from "../../shared/closeFrame.ts";
import type { CloseInitiator } from "../events.ts";

/** For each close code of a gateway, whether the session ends with a connection that the server closed with it. */
export type EndingCodes = Readonly<Record<number, boolean>>;

/** Returns whether a session ends with a connection closed by `by`. `undefined` stands for a lost connection. */
export function endsSession(endingCodes: EndingCodes, by: CloseInitiator, code: number | undefined): boolean {
	if (code === undefined) return false;
	switch (by) {
		case "client":
			return LEAVING_CODES.has(code);
		case "server":
			return endingCodes[code] ?? false;
		case "link":
			return false;
		default:
			return by satisfies never;
	}
}
