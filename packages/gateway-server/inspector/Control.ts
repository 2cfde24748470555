/** What the page offers to do with a server or a session. */

import type { Arguments } from "../control/Arguments.ts";
import type { GatewayServer } from "../GatewayServer.ts";

/**
 * What a session's control may be aimed at: a session of either gateway, or the bot, whose flags hold before a main
 * session has an id.
 */
export type ControlTarget = "voice" | "main" | "bot";

/** A field beside a button. The page sends a number as a number, JSON as its value, and the rest as text. */
export interface ControlArgument {
	readonly label: string;
	readonly type: "number" | "text" | "json" | "hex" | "choice";
	/** What stands in the field at first. */
	readonly value: string;
	/** Words of a `choice`. */
	readonly options?: ReadonlyArray<string>;
}

export interface ControlDescription {
	readonly name: string;
	readonly label: string;
	/** Heading that it stands under. */
	readonly group: string;
	/** `server` needs no session. */
	readonly scope: "session" | "server";
	/** What it is offered for; nothing for one of the server's. */
	readonly targets: ReadonlyArray<ControlTarget>;
	/**
	 * `toggle` is a switch and sends whether it is on; `setting` a field that is set; `closeCode` one button per choice, and
	 * sends its code; `action` a button with its fields.
	 */
	readonly kind: "toggle" | "setting" | "closeCode" | "action";
	readonly arguments: ReadonlyArray<ControlArgument>;
	/** What a result of 0 means. @default no connection */
	readonly inVain?: string;
	/** Codes of a `closeCode`. */
	readonly choices?: ReadonlyArray<{ readonly code: number; readonly label: string }>;
}

export interface Control extends ControlDescription {
	/** @throws RangeError or ControlError If an argument is wrong. */
	perform(server: GatewayServer, sessionId: string, args: Arguments): unknown;
}
