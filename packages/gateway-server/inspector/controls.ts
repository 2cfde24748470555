/**
 * Table of the actions that the page offers for a server and its sessions. The page is drawn from this table and can do
 * nothing else.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { CLOSE_CODE } from "../../shared/closeFrame.ts";
import { DAVE_MODES } from "../dave/mode.ts";
import { HANDSHAKE_FAULT_KINDS } from "../faults/handshake.ts";
import { GatewayCloseCode } from "../../../src/protocol/gateway/closeCode.ts";
import { IDS } from "../main/fixtures/builders.ts";
import type { Control, ControlArgument, ControlDescription, ControlTarget } from "./Control.ts";
import { FLAG_CONTROLS } from "./flagControls.ts";
import { bytesOfHex } from "./hex.ts";

/** Close codes of RFC 6455 that clients treat specially. */
const STANDARD_CHOICES = [
	{ code: CLOSE_CODE.normal, label: "Normal" },
	{ code: CLOSE_CODE.goingAway, label: "GoingAway" },
];

function choicesOf(codes: Readonly<Record<string, string | number>>): Control["choices"] {
	const own = Object.entries(codes).flatMap(([label, code]) => (typeof code === "number" ? [{ code, label }] : []));
	return [...STANDARD_CHOICES, ...own];
}

type Perform = Control["perform"];

const BOTH: ReadonlyArray<ControlTarget> = ["voice", "main"];
const VOICE: ReadonlyArray<ControlTarget> = ["voice"];
const MAIN: ReadonlyArray<ControlTarget> = ["main"];
const ALL: ReadonlyArray<ControlTarget> = ["voice", "main", "bot"];

const onServer = (
	kind: Control["kind"],
	name: string,
	label: string,
	perform: Perform,
	...fields: ReadonlyArray<ControlArgument>
): Control => ({
	...{ name, label, group: "Server", kind, scope: "server", targets: [] },
	...{ arguments: fields, perform },
});

const onSession = (
	[group, targets]: readonly [group: string, targets: ReadonlyArray<ControlTarget>],
	name: string,
	label: string,
	perform: Perform,
	...fields: ReadonlyArray<ControlArgument>
): Control => ({
	...{ name, label, group, kind: "action", scope: "session", targets },
	...{ arguments: fields, perform },
});

const closeCodes = (name: string, targets: ReadonlyArray<ControlTarget>, choices: Control["choices"]): Control => ({
	...onSession(["Close with", targets], name, "Close", (server, id, args) =>
		server.disconnectSession(id, args.number(0)),
	),
	kind: "closeCode",
	...(choices !== undefined && { choices }),
});

const field = (type: ControlArgument["type"], label: string, value: string): ControlArgument => ({
	type,
	label,
	value,
});

/** A dispatch can fail for more reasons than other controls. */
const UNDELIVERED = { zeroMeans: "not delivered: the session is away or lacks the intents" };

/** An empty field means no guild: a direct message. */
const guildOf = (text: string): string | undefined => (text === "" ? undefined : text);

const EVENT_FIELDS = [
	field("text", "event", "MESSAGE_CREATE"),
	field("json", "d", '{"id":"1","channel_id":"2","content":"hello","author":{"id":"3","username":"ada"}}'),
	field("text", "guild id", IDS.guild),
];

export const CONTROLS: ReadonlyArray<Control> = [
	...FLAG_CONTROLS,
	onSession(["Flags", ALL], "clearControlFlags", "Clear all flags", (server, id) => server.clearControlFlags(id)),

	onSession(["Faults", BOTH], "dropSession", "Drop connection", (server, id) => server.dropSession(id)),
	onSession(["Faults", MAIN], "reconnect", "Reconnect (op 7)", (server, id) => server.reconnect(id)),
	onSession(["Faults", BOTH], "invalidateSession", "Invalidate session", (server, id) =>
		server.invalidateSession(id),
	),
	onSession(["Faults", MAIN], "invalidateResumable", "Invalidate, resumable", (server, id) =>
		server.invalidateSession(id, { resumable: true }),
	),
	onSession(["Faults", VOICE], "unregisterVoiceSession", "Unregister", (server, id) =>
		server.unregisterVoiceSession(id),
	),
	onSession(
		["Faults", BOTH],
		"sendRawToSession",
		"Send raw text",
		(server, id, args) => server.sendRawToSession(id, args.text(0)),
		field("text", "text", "{not json"),
	),
	onSession(
		["Faults", BOTH],
		"sendRawBinaryToSession",
		"Send raw bytes",
		(server, id, args) => server.sendRawToSession(id, bytesOfHex(args.text(0))),
		field("hex", "hex", "00"),
	),

	closeCodes("disconnectSession", VOICE, choicesOf(VoiceCloseCode)),
	closeCodes("disconnectMainSession", MAIN, choicesOf(GatewayCloseCode)),

	onSession(["Send", BOTH], "pingSession", "WebSocket ping", (server, id) => server.pingSession(id)),
	onSession(["Send", BOTH], "requestHeartbeat", "Request heartbeat", (server, id) => server.requestHeartbeat(id)),
	onSession(
		["Send", BOTH],
		"sendHello",
		"Send Hello again",
		(server, id, args) => server.sendHello(id, args.number(0)),
		field("number", "ms", "5000"),
	),
	{
		...onSession(
			["Send", MAIN],
			"dispatchToSession",
			"Dispatch",
			(server, id, args) => server.dispatchToSession(id, args.text(0), args.value(1), guildOf(args.text(2))),
			...EVENT_FIELDS,
		),
		...UNDELIVERED,
	},
	onSession(
		["Send", VOICE],
		"sendToSession",
		"JSON message",
		(server, id, args) => server.sendToSession(id, args.number(0), args.value(1)),
		field("number", "op", "5"),
		field("json", "d", '{"user_id":"1","ssrc":2,"speaking":1}'),
	),
	onSession(
		["Send", MAIN],
		"sendMainMessage",
		"JSON message",
		(server, id, args) => server.sendToSession(id, args.number(0), args.value(1)),
		field("number", "op", "11"),
		field("json", "d", "null"),
	),
	onSession(
		["Send", VOICE],
		"sendBinaryToSession",
		"Binary message",
		(server, id, args) => server.sendBinaryToSession(id, args.number(0), bytesOfHex(args.text(1))),
		field("number", "op", "27"),
		field("hex", "hex", "0001 0203"),
	),

	onServer("toggle", "setMuteHello", "Withhold Hello", (server, _id, args) => server.setMuteHello(args.flag(0))),
	onServer(
		"setting",
		"setHeartbeatInterval",
		"Heartbeat interval",
		(server, _id, args) => server.setHeartbeatInterval(args.number(0)),
		field("number", "ms", "41250"),
	),
	onServer(
		"action",
		"setDave",
		"Set channel encryption",
		(server, _id, args) => server.setDave(args.text(0), args.choice(1, DAVE_MODES)),
		field("text", "channel id", ""),
		{ ...field("choice", "mode", "required"), options: DAVE_MODES },
	),
	onServer(
		"action",
		"reportPrivacyCode",
		"Report privacy code",
		// clients display it in groups of five
		(server, _id, args) =>
			server.reportPrivacyCode(args.text(0), args.text(1), args.number(2), args.text(3).replace(/\s/g, "")),
		field("text", "channel id", ""),
		field("text", "user id", ""),
		field("number", "epoch", "1"),
		field("text", "code", ""),
	),
	onServer(
		"action",
		"failNextHandshakes",
		"Fail handshakes",
		(server, _id, args) => server.failNextHandshakes(args.choice(0, HANDSHAKE_FAULT_KINDS), args.number(1)),
		{ ...field("choice", "answer", "502"), options: HANDSHAKE_FAULT_KINDS },
		field("number", "count", "1"),
	),
	{
		...onServer(
			"action",
			"dispatch",
			"Dispatch to all",
			(server, _id, args) => server.dispatch(args.text(0), args.value(1), guildOf(args.text(2))),
			...EVENT_FIELDS,
		),
		...UNDELIVERED,
	},
	onServer("action", "restart", "Crash and restart", (server) => server.restart()),
];

/** The table as sent to the page. */
export const CONTROL_DESCRIPTIONS: ReadonlyArray<ControlDescription> = CONTROLS.map(
	({ perform: _perform, ...description }) => description,
);
