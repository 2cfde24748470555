/** Decides whether a row did harm. Pure. */

import type { LatencySummary } from "./latency.ts";

const MIB = 2 ** 20;

/** Minimum for the calm p99, in milliseconds; lower values are noise. */
export const CALM_FLOOR = 10;
/** Allowed ratio of the p99 under attack to the calm p99. */
const LATENCY_FACTOR = 3;
/** Allowed memory in bytes above the idle memory and the configured total. */
const MEMORY_SLACK = 64 * MIB;

/** What another tenant measured in a window of time. */
export interface Feeling {
	/** Latency of its polls. */
	readonly polls: LatencySummary;
	/** Latency of a new tenant: creating a link, opening a socket, receiving the first message. */
	readonly newcomers: LatencySummary;
	/** Counts of closed sockets, of lost, repeated or reordered records, and of refused requests. */
	readonly faults: Readonly<Record<string, number>>;
}

export interface Measured {
	readonly calm: Feeling;
	readonly attacked: Feeling;
	/** The same measurement at a relay that is not attacked: the machine's own noise. */
	readonly control: Feeling;
	/** Bytes. */
	readonly idleMemory: number;
	readonly peakMemory: number;
	/** `RELAY_BUFFER_TOTAL`. */
	readonly total: number;
	/** Faults that the attack itself found. */
	readonly failures: ReadonlyArray<string>;
	/** How the relay exited, if it did. */
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

/** @returns The faults, or an empty list if the row held. */
export function faultsOf(measured: Measured): ReadonlyArray<string> {
	const { attacked, peakMemory, failures, relayEnd } = measured;
	const limits = limitsOf(measured);
	const faults: Array<string> = [];
	if (relayEnd !== undefined) faults.push(`the relay exited: ${relayEnd}`);
	if (attacked.polls.p99 > limits.p99) {
		faults.push(`p99 ${attacked.polls.p99.toFixed(0)} ms, limit ${limits.p99.toFixed(0)} ms`);
	}
	if (attacked.polls.count === 0) faults.push("no poll was answered");
	if (attacked.newcomers.count === 0) faults.push("no newcomer connected");
	if (peakMemory > limits.memory) faults.push(`memory ${mib(peakMemory)} MiB, limit ${mib(limits.memory)} MiB`);
	for (const [fault, count] of Object.entries(attacked.faults)) faults.push(`${count} × ${fault}`);
	return [...faults, ...failures];
}

/** Rounds to whole MiB. */
export function mib(bytes: number): number {
	return Math.round(bytes / MIB);
}
