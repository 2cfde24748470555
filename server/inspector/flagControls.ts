/** How the page offers each control flag of a session. One row per flag: the compiler asks for a new one. */

import type { ConnectionControlFlags } from "../gateway/controlFlags.ts";
import type { Control } from "./controls.ts";

type FlagRow =
	| { readonly label: string; readonly kind: "toggle" }
	| { readonly label: string; readonly kind: "count"; readonly value: number };

const FLAG_ROWS: Readonly<Record<keyof ConnectionControlFlags, FlagRow>> = {
	stopHeartbeatAcks: { label: "Stop heartbeat ACKs", kind: "toggle" },
	muteReady: { label: "Withhold Ready", kind: "toggle" },
	muteSessionDescription: { label: "Withhold Session Description", kind: "toggle" },
	muteResumed: { label: "Withhold Resumed", kind: "toggle" },
	failNextIdentifies: { label: "Refuse next Identifies", kind: "count", value: 0 },
	failNextResumes: { label: "Refuse next Resumes", kind: "count", value: 0 },
	failCode: { label: "Refuse with close code", kind: "count", value: 4006 },
};

export const FLAG_CONTROLS: ReadonlyArray<Control> = Object.entries(FLAG_ROWS).map(([name, row]) => ({
	name,
	label: row.label,
	kind: row.kind,
	scope: "session",
	group: "Flags",
	arguments: row.kind === "count" ? [{ label: "number", type: "number", value: String(row.value) }] : [],
	perform: (server, sessionId, args) => {
		server.setControlFlags(sessionId, { [name]: row.kind === "toggle" ? args.flag(0) : args.number(0) });
	},
}));
