/** Controls for the flags of a session. One row per flag; the compiler reports a missing one. */

import type { Arguments } from "../control/Arguments.ts";
import { DEFAULT_FAIL_CODE, type ConnectionControlFlags } from "../flags/ConnectionControlFlags.ts";
import { CORRUPTION_KINDS } from "../faults/corruption.ts";
import type { Control, ControlArgument, ControlTarget } from "./Control.ts";

type FlagRow = { readonly label: string; readonly targets?: ReadonlyArray<ControlTarget> } & (
	| { readonly kind: "toggle" }
	| { readonly kind: "count"; readonly value: number }
	| { readonly kind: "choice"; readonly value: string; readonly options: ReadonlyArray<string> }
);

/** Default targets of a flag. */
const SESSIONS: ReadonlyArray<ControlTarget> = ["voice", "main"];

/** A main session has no ID before it identifies, so these flags belong to its bot. */
const BEFORE_IDENTIFY: ReadonlyArray<ControlTarget> = ["voice", "bot"];
const EVERYWHERE: ReadonlyArray<ControlTarget> = ["voice", "main", "bot"];

const FLAG_ROWS: Readonly<Record<keyof ConnectionControlFlags, FlagRow>> = {
	stopHeartbeatAcks: { label: "Stop heartbeat ACKs", kind: "toggle", targets: EVERYWHERE },
	muteReady: { label: "Withhold Ready", kind: "toggle", targets: BEFORE_IDENTIFY },
	muteSessionDescription: { label: "Withhold Session Description", kind: "toggle", targets: ["voice"] },
	muteResumed: { label: "Withhold Resumed", kind: "toggle" },
	failNextIdentifies: { label: "Reject next Identifies", kind: "count", value: 0, targets: BEFORE_IDENTIFY },
	failNextResumes: { label: "Reject next Resumes", kind: "count", value: 0 },
	failCode: { label: "Reject with close code", kind: "count", value: DEFAULT_FAIL_CODE, targets: EVERYWHERE },
	latency: { label: "Latency, ms", kind: "count", value: 0 },
	jitter: { label: "Jitter, ms", kind: "count", value: 0 },
	reorder: { label: "Reorder messages", kind: "toggle" },
	dropNext: { label: "Drop next messages", kind: "count", value: 0 },
	dropShare: { label: "Drop a share, 0 to 1", kind: "count", value: 0 },
	duplicateNext: { label: "Send next messages twice", kind: "count", value: 0 },
	corruptNext: { label: "Damage next messages", kind: "count", value: 0 },
	corruptKind: { label: "Kind of damage", kind: "choice", value: "bytes", options: CORRUPTION_KINDS },
	corruptSize: { label: "Size of an oversized message", kind: "count", value: 2 ** 20 + 1 },
	truncateNext: { label: "Truncate next messages", kind: "count", value: 0 },
	truncateEnd: { label: "After truncation", kind: "choice", value: "destroy", options: ["hold", "destroy"] },
	fragment: { label: "Fragment size, bytes", kind: "count", value: 0 },
	splitSize: { label: "Split binary messages, bytes", kind: "count", value: 0 },
	dribbleSize: { label: "Dribble messages, bytes at a time", kind: "count", value: 0 },
	dribbleInterval: { label: "Dribble interval, ms", kind: "count", value: 50 },
	stallReads: { label: "Stop reading", kind: "toggle" },
	halfOpen: { label: "Half-open connection", kind: "toggle" },
	waitLimit: { label: "Queue limit in bytes", kind: "count", value: 2 ** 26 },
	dropKind: { label: "Drop connection by", kind: "choice", value: "reset", options: ["reset", "fin"] },
	closeDelay: { label: "Late close reply, ms", kind: "count", value: 0 },
	mediaLoss: { label: "Drop voice packets, share", kind: "count", value: 0, targets: ["voice"] },
	mediaDuplicate: { label: "Duplicate voice packets, share", kind: "count", value: 0, targets: ["voice"] },
	mediaReorder: { label: "Reorder voice packets, share", kind: "count", value: 0, targets: ["voice"] },
	mediaDelay: { label: "Voice packet delay, ms", kind: "count", value: 0, targets: ["voice"] },
	mediaJitter: { label: "Voice packet jitter, ms", kind: "count", value: 0, targets: ["voice"] },
	mediaBadTag: { label: "Invalidate tags of voice packets, share", kind: "count", value: 0, targets: ["voice"] },
	mediaTruncate: { label: "Truncate voice packets, share", kind: "count", value: 0, targets: ["voice"] },
	mediaForeign: { label: "Voice packets from another port, share", kind: "count", value: 0, targets: ["voice"] },
	mediaBlackhole: { label: "Drop all datagrams", kind: "toggle", targets: ["voice"] },
	seed: { label: "Fault seed", kind: "count", value: 1 },
};

export const FLAG_CONTROLS: ReadonlyArray<Control> = Object.entries(FLAG_ROWS).map(([name, row]) => ({
	name,
	label: row.label,
	kind: row.kind === "toggle" ? "toggle" : "setting",
	scope: "session",
	targets: row.targets ?? SESSIONS,
	group: "Flags",
	arguments: fieldsOf(row),
	perform: (server, sessionId, args) => {
		server.setControlFlags(sessionId, { [name]: readFlag(row.kind, args) });
	},
}));

function fieldsOf(row: FlagRow): ReadonlyArray<ControlArgument> {
	if (row.kind === "toggle") return [];
	if (row.kind === "count") return [{ label: "number", type: "number", value: String(row.value) }];
	return [{ label: "choice", type: "choice", value: row.value, options: row.options }];
}

function readFlag(kind: FlagRow["kind"], args: Arguments): boolean | number | string {
	if (kind === "toggle") return args.flag(0);
	return kind === "count" ? args.number(0) : args.text(0);
}
