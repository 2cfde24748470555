/** How the page offers each control flag of a session. One row per flag: the compiler asks for a new one. */

import type { Arguments } from "../control/Arguments.ts";
import type { ConnectionControlFlags } from "../gateway/controlFlags.ts";
import { CORRUPTION_KINDS } from "../gateway/faults/corruption.ts";
import type { Control } from "./controls.ts";

type FlagRow =
	| { readonly label: string; readonly kind: "toggle" }
	| { readonly label: string; readonly kind: "count"; readonly value: number }
	/** One word of a few, named in the label. */
	| { readonly label: string; readonly kind: "word"; readonly value: string };

/** What each kind of row becomes: the control, and the field beside it. */
const KINDS = {
	toggle: { kind: "toggle", field: undefined },
	count: { kind: "count", field: { label: "number", type: "number" } },
	word: { kind: "action", field: { label: "word", type: "text" } },
} as const;

const FLAG_ROWS: Readonly<Record<keyof ConnectionControlFlags, FlagRow>> = {
	stopHeartbeatAcks: { label: "Stop heartbeat ACKs", kind: "toggle" },
	muteReady: { label: "Withhold Ready", kind: "toggle" },
	muteSessionDescription: { label: "Withhold Session Description", kind: "toggle" },
	muteResumed: { label: "Withhold Resumed", kind: "toggle" },
	failNextIdentifies: { label: "Refuse next Identifies", kind: "count", value: 0 },
	failNextResumes: { label: "Refuse next Resumes", kind: "count", value: 0 },
	failCode: { label: "Refuse with close code", kind: "count", value: 4006 },
	latency: { label: "Latency, ms", kind: "count", value: 0 },
	jitter: { label: "Jitter, ms", kind: "count", value: 0 },
	reorder: { label: "Let messages overtake", kind: "toggle" },
	dropNext: { label: "Drop next messages", kind: "count", value: 0 },
	dropShare: { label: "Drop a share, 0 to 1", kind: "count", value: 0 },
	duplicateNext: { label: "Send next messages twice", kind: "count", value: 0 },
	corruptNext: { label: "Damage next messages", kind: "count", value: 0 },
	corruptKind: { label: `Damage: ${CORRUPTION_KINDS.join(", ")}`, kind: "word", value: "bytes" },
	corruptSize: { label: "Size of an oversized message", kind: "count", value: 2 ** 20 + 1 },
	truncateNext: { label: "Cut next messages", kind: "count", value: 0 },
	truncateEnd: { label: "After a cut: hold, destroy", kind: "word", value: "destroy" },
	fragment: { label: "Fragment size, bytes", kind: "count", value: 0 },
	splitSize: { label: "Split binary messages, bytes", kind: "count", value: 0 },
	dribbleSize: { label: "Dribble messages, bytes at a time", kind: "count", value: 0 },
	dribbleInterval: { label: "Between two of these, ms", kind: "count", value: 50 },
	stallReads: { label: "Stop reading", kind: "toggle" },
	halfOpen: { label: "Half-open link", kind: "toggle" },
	waitLimit: { label: "Bytes that may wait, then reset", kind: "count", value: 2 ** 26 },
	dropKind: { label: "Drop the link by: reset, fin", kind: "word", value: "reset" },
	closeDelay: { label: "Late close reply, ms", kind: "count", value: 0 },
	seed: { label: "Seed of the faults", kind: "count", value: 1 },
};

export const FLAG_CONTROLS: ReadonlyArray<Control> = Object.entries(FLAG_ROWS).map(([name, row]) => {
	const { kind, field } = KINDS[row.kind];
	return {
		name,
		label: row.label,
		kind,
		scope: "session",
		group: "Flags",
		arguments: field === undefined || row.kind === "toggle" ? [] : [{ ...field, value: String(row.value) }],
		perform: (server, sessionId, args) => {
			server.setControlFlags(sessionId, { [name]: readFlag(row.kind, args) });
		},
	};
});

function readFlag(kind: FlagRow["kind"], args: Arguments): boolean | number | string {
	if (kind === "toggle") return args.flag(0);
	return kind === "count" ? args.number(0) : args.text(0);
}
