/** Types of the actions that the page offers for a server or a session. */

import type { Arguments } from "../control/Arguments.ts";
import type { GatewayServer } from "../GatewayServer.ts";

/**
 * Target of a session control: a session of either gateway, or the bot, whose flags apply before a main session has an
 * ID.
 */
export type ControlTarget = "voice" | "main" | "bot";

/** A field next to a button. Numbers and JSON are sent as values, everything else as text. */
export interface ControlArgument {
	readonly label: string;
	readonly type: "number" | "text" | "json" | "hex" | "choice";
	/** Initial value. */
	readonly value: string;
	/** Options of a `choice`. */
	readonly options?: ReadonlyArray<string>;
}

export interface ControlDescription {
	readonly name: string;
	readonly label: string;
	/** Heading of the control. */
	readonly group: string;
	/** `server` needs no session. */
	readonly scope: "session" | "server";
	/** Targets it is offered for. Empty for server controls. */
	readonly targets: ReadonlyArray<ControlTarget>;
	/**
	 * `toggle` is a switch and sends whether it is on; `setting` is a field with a value; `closeCode` has a button per
	 * choice, which sends its code; `action` is a button with fields.
	 */
	readonly kind: "toggle" | "setting" | "closeCode" | "action";
	readonly arguments: ReadonlyArray<ControlArgument>;
	/** What a result of 0 means. @default no connection */
	readonly zeroMeans?: string;
	/** Codes of a `closeCode`. */
	readonly choices?: ReadonlyArray<{ readonly code: number; readonly label: string }>;
}

export interface Control extends ControlDescription {
	/** @throws RangeError or ControlError If an argument is invalid. */
	perform(server: GatewayServer, sessionId: string, args: Arguments): unknown;
}
