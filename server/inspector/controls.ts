/**
 * What the page offers to do with a server and its sessions, as a table: the page draws whatever it is told.
 * A name that is missing here does not exist for the page.
 */

import { VoiceCloseCode } from "../../src/protocol/voice/closeCode.ts";
import type { Arguments } from "../control/Arguments.ts";
import type { GatewayServer } from "../gateway/GatewayServer.ts";
import { FLAG_CONTROLS } from "./flagControls.ts";
import { bytesOfHex } from "./hex.ts";

/** A field beside a button. The page sends a number as a number, JSON as its value, and the rest as text. */
export interface ControlArgument {
	readonly label: string;
	readonly type: "number" | "text" | "json" | "hex";
	/** What stands in the field at first. */
	readonly value: string;
}

export interface ControlDescription {
	readonly name: string;
	readonly label: string;
	/** Heading that it stands under. */
	readonly group: string;
	/** `server` needs no session. */
	readonly scope: "session" | "server";
	/**
	 * `toggle` is a switch and sends whether it is on; `count` a number that is set; `closeCode` one button per choice, and
	 * sends its code; `action` a button with its fields.
	 */
	readonly kind: "toggle" | "count" | "closeCode" | "action";
	readonly arguments: ReadonlyArray<ControlArgument>;
	/** Codes of a `closeCode`. */
	readonly choices?: ReadonlyArray<{ readonly code: number; readonly label: string }>;
}

export interface Control extends ControlDescription {
	/** @throws RangeError or ControlError If an argument is wrong. */
	perform(server: GatewayServer, sessionId: string, args: Arguments): unknown;
}

/** Close codes of RFC 6455 that clients treat in ways of their own. */
const STANDARD_CHOICES = [
	{ code: 1000, label: "Normal" },
	{ code: 1001, label: "GoingAway" },
];

const CLOSE_CHOICES = [
	...STANDARD_CHOICES,
	...Object.entries(VoiceCloseCode).flatMap(([label, code]) => (typeof code === "number" ? [{ code, label }] : [])),
];

type Perform = Control["perform"];

const onServer = (
	group: string,
	kind: Control["kind"],
	name: string,
	label: string,
	perform: Perform,
	...fields: ReadonlyArray<ControlArgument>
): Control => ({
	...{ name, label, group, kind, scope: "server" },
	...{ arguments: fields, perform },
});

const onSession = (
	group: string,
	name: string,
	label: string,
	perform: Perform,
	...fields: ReadonlyArray<ControlArgument>
): Control => ({
	...{ name, label, group, kind: "action", scope: "session" },
	...{ arguments: fields, perform },
});

const field = (type: ControlArgument["type"], label: string, value: string): ControlArgument => ({
	type,
	label,
	value,
});

export const CONTROLS: ReadonlyArray<Control> = [
	...FLAG_CONTROLS,
	onSession("Flags", "clearControlFlags", "Clear all flags", (server, id) => server.clearControlFlags(id)),

	onSession("Faults", "dropSession", "Drop the link", (server, id) => server.dropSession(id)),
	onSession("Faults", "invalidateSession", "Invalidate session", (server, id) => server.invalidateSession(id)),
	onSession(
		"Faults",
		"sendRawToSession",
		"Send raw text",
		(server, id, args) => server.sendRawToSession(id, args.text(0)),
		field("text", "text", "{not json"),
	),
	onSession(
		"Faults",
		"sendRawBinaryToSession",
		"Send raw bytes",
		(server, id, args) => server.sendRawToSession(id, bytesOfHex(args.text(0))),
		field("hex", "hex", "00"),
	),

	onSession("Faults", "unregisterVoiceSession", "Unregister", (server, id) => server.unregisterVoiceSession(id)),

	{
		...onSession("Close with", "disconnectSession", "Close", (server, id, args) =>
			server.disconnectSession(id, args.number(0)),
		),
		kind: "closeCode",
		choices: CLOSE_CHOICES,
	},

	onSession("Send", "pingSession", "WebSocket ping", (server, id) => server.pingSession(id)),
	onSession("Send", "requestHeartbeat", "Ask for a heartbeat", (server, id) => server.requestHeartbeat(id)),
	onSession(
		"Send",
		"sendHello",
		"Another Hello",
		(server, id, args) => server.sendHello(id, args.number(0)),
		field("number", "ms", "5000"),
	),
	onSession(
		"Send",
		"sendToSession",
		"JSON message",
		(server, id, args) => server.sendToSession(id, args.number(0), args.value(1)),
		field("number", "op", "5"),
		field("json", "d", '{"user_id":"1","ssrc":2,"speaking":1}'),
	),
	onSession(
		"Send",
		"sendBinaryToSession",
		"Binary message",
		(server, id, args) => server.sendBinaryToSession(id, args.number(0), bytesOfHex(args.text(1))),
		field("number", "op", "27"),
		field("hex", "hex", "0001 0203"),
	),

	onServer("Server", "toggle", "setMuteHello", "Withhold Hello", (server, _id, args) =>
		server.setMuteHello(args.flag(0)),
	),
	onServer(
		"Server",
		"count",
		"setHeartbeatInterval",
		"Heartbeat interval",
		(server, _id, args) => server.setHeartbeatInterval(args.number(0)),
		field("number", "ms", "41250"),
	),
	onServer("Server", "action", "restart", "Crash and restart", (server) => server.restart()),
];

/** The table as the page gets it. */
export const CONTROL_DESCRIPTIONS: ReadonlyArray<ControlDescription> = CONTROLS.map(
	({ perform: _perform, ...description }) => description,
);
