/** Whether a row did harm. Pure. */

import type { LatencySummary } from "./latency.ts";

const MIB = 2 ** 20;

/** A calm p99 below this many milliseconds counts as this many: less is noise of the machine. */
export const CALM_FLOOR = 10;
/** How many times the calm p99 the p99 under attack may be. */
const LATENCY_FACTOR = 3;
/** Bytes above the idle memory and the configured total. */
const MEMORY_SLACK = 64 * MIB;

/** What another tenant felt in a window of time. */
export interface Feeling {
	/** Of its polls. */
	readonly polls: LatencySummary;
	/** Of a new tenant: making a link, opening a socket, hearing its first message. */
	readonly newcomers: LatencySummary;
	/** Sockets that ended, records lost, doubled or out of order, requests refused: each with how often. */
	readonly faults: Readonly<Record<string, number>>;
}

export interface Measured {
	readonly calm: Feeling;
	readonly attacked: Feeling;
	/** The same tenant at a relay that is not attacked, at the same time: the machine's own noise. */
	readonly control: Feeling;
	/** Bytes. */
	readonly idleMemory: number;
	readonly peakMemory: number;
	/** `RELAY_BUFFER_TOTAL`. */
	readonly total: number;
	/** What the attack itself found to be wrong. */
	readonly failures: ReadonlyArray<string>;
	/** How the relay ended, if it did. */
	readonly relayEnd: string | undefined;
}

export interface Limits {
	/** Milliseconds. */
	readonly p99: number;
	/** Bytes. */
	readonly memory: number;
}

export function limitsOf({ calm, control, idleMemory, total }: Measured): Limits {
	return {
		p99: LATENCY_FACTOR * Math.max(CALM_FLOOR, calm.polls.p99, control.polls.p99),
		memory: idleMemory + total + MEMORY_SLACK,
	};
}

/** @returns What is wrong; empty: the row held. */
export function faultsOf(measured: Measured): ReadonlyArray<string> {
	const { attacked, peakMemory, failures, relayEnd } = measured;
	const limits = limitsOf(measured);
	const faults: Array<string> = [];
	if (relayEnd !== undefined) faults.push(`the relay ended: ${relayEnd}`);
	if (attacked.polls.p99 > limits.p99) {
		faults.push(`p99 ${attacked.polls.p99.toFixed(0)} ms, limit ${limits.p99.toFixed(0)} ms`);
	}
	if (attacked.polls.count === 0) faults.push("no poll was answered");
	if (attacked.newcomers.count === 0) faults.push("no newcomer got in");
	if (peakMemory > limits.memory) faults.push(`memory ${mib(peakMemory)} MiB, limit ${mib(limits.memory)} MiB`);
	for (const [fault, count] of Object.entries(attacked.faults)) faults.push(`${count} × ${fault}`);
	return [...faults, ...failures];
}

/** Whole MiB. */
export function mib(bytes: number): number {
	return Math.round(bytes / MIB);
}
