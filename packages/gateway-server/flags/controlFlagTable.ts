/**
 * Values that each control flag may have.
 * Pure.
 */

import { checkNames } from "../checkNames.ts";
import type { ConnectionControlFlags, DropKind, TruncationEnd } from "./ConnectionControlFlags.ts";
import { CORRUPTION_KINDS } from "../faults/corruption.ts";

interface FlagRule {
	readonly expected: string;
	accepts(value: unknown): boolean;
}

/** Maximum delay in milliseconds: one hour. */
const MAX_DELAY = 3_600_000;

/** Maximum size of anything kept in memory for one connection: 256 MiB. */
const MAX_SIZE = 2 ** 28;

const inRange = (value: unknown, lowest: number, highest: number): boolean =>
	typeof value === "number" && value >= lowest && value <= highest;

const FLAG: FlagRule = { expected: "a boolean", accepts: (value) => typeof value === "boolean" };
const COUNT: FlagRule = {
	expected: "an integer from 0",
	accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
const DELAY: FlagRule = {
	expected: `a number of milliseconds from 0 to ${MAX_DELAY}`,
	accepts: (value) => inRange(value, 0, MAX_DELAY),
};
const SIZE: FlagRule = {
	expected: `an integer of bytes from 1 to ${MAX_SIZE}`,
	accepts: (value) => Number.isInteger(value) && inRange(value, 1, MAX_SIZE),
};
const SHARE: FlagRule = { expected: "a number from 0 to 1", accepts: (value) => inRange(value, 0, 1) };
const oneOf = (choices: ReadonlyArray<string>): FlagRule => ({
	expected: `one of ${choices.join(", ")}`,
	accepts: (value) => choices.includes(value as string),
});

/** Every control flag, and which values it may have. */
export const CONTROL_FLAGS: Readonly<Record<keyof ConnectionControlFlags, FlagRule>> = {
	stopHeartbeatAcks: FLAG,
	muteReady: FLAG,
	muteSessionDescription: FLAG,
	muteResumed: FLAG,
	failNextIdentifies: COUNT,
	failNextResumes: COUNT,
	failCode: {
		expected: "a close code from 3000 to 4999",
		accepts: (value) => Number.isInteger(value) && inRange(value, 3000, 4999),
	},
	latency: DELAY,
	jitter: DELAY,
	reorder: FLAG,
	dropNext: COUNT,
	dropShare: SHARE,
	duplicateNext: COUNT,
	corruptNext: COUNT,
	corruptKind: oneOf(CORRUPTION_KINDS),
	corruptSize: SIZE,
	truncateNext: COUNT,
	truncateEnd: oneOf(["hold", "destroy"] satisfies ReadonlyArray<TruncationEnd>),
	fragment: COUNT,
	splitSize: COUNT,
	dribbleSize: COUNT,
	dribbleInterval: DELAY,
	stallReads: FLAG,
	halfOpen: FLAG,
	waitLimit: SIZE,
	dropKind: oneOf(["reset", "fin"] satisfies ReadonlyArray<DropKind>),
	closeDelay: DELAY,
	mediaLoss: SHARE,
	mediaDuplicate: SHARE,
	mediaReorder: SHARE,
	mediaDelay: DELAY,
	mediaJitter: DELAY,
	mediaBadTag: SHARE,
	mediaTruncate: SHARE,
	mediaForeign: SHARE,
	mediaBlackhole: FLAG,
	seed: { expected: "an integer", accepts: Number.isSafeInteger },
};

/** @throws RangeError If the flag is unknown or the value is out of range. */
export function checkFlag(name: string, value: unknown): void {
	checkNames("control flag", { [name]: value }, Object.keys(CONTROL_FLAGS));
	const rule = CONTROL_FLAGS[name as keyof typeof CONTROL_FLAGS];
	if (!rule.accepts(value)) throw new RangeError(`${name} must be ${rule.expected}, got ${String(value)}`);
}
