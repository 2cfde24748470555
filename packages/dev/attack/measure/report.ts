/** The suite's result table. Pure. */

import type { RowResult } from "../runRow.ts";
import { faultsOf, limitsOf, mib, type Feeling } from "./verdict.ts";

const COLUMNS = [
	"row",
	"p50 calm → attacked, ms",
	"p99 calm → attacked (limit; control), ms",
	"newcomer p50 calm → attacked, ms",
	"memory idle → peak (limit), MiB",
	"CPU s in s",
	"log MiB",
	"stopped by",
	"verdict",
] as const;

/** Per row. */
const SHOWN_STOPS = 4;
const SHOWN_FAULTS = 3;

/** Returns the head of the Markdown table. */
export function tableHead(): string {
	return `${line(COLUMNS)}\n${line(COLUMNS.map(() => "---"))}`;
}

export function tableRow(result: RowResult): string {
	const { attack, measured, stops, cpuSeconds, seconds, logSize } = result;
	const { calm, attacked, control, idleMemory, peakMemory } = measured;
	const limits = limitsOf(measured);
	const faults = faultsOf(measured);
	return line([
		attack.name,
		`${ms(calm.polls.p50)} → ${ms(attacked.polls.p50)}`,
		`${ms(calm.polls.p99)} → ${ms(attacked.polls.p99)} (${ms(limits.p99)}; ${ms(control.polls.p99)})`,
		`${newcomer(calm)} → ${newcomer(attacked)}`,
		`${mib(idleMemory)} → ${mib(peakMemory)} (${mib(limits.memory)})`,
		`${cpuSeconds.toFixed(1)} in ${seconds}`,
		(logSize / 2 ** 20).toFixed(1),
		shorten(byCount(stops), SHOWN_STOPS) ?? "none",
		faults.length === 0 ? "held" : `FAILED: ${shorten(faults, SHOWN_FAULTS)}`,
	]);
}

/** Joins the first `count` texts and counts the rest. @returns Undefined without texts. */
export function shorten(texts: ReadonlyArray<string>, count: number): string | undefined {
	if (texts.length === 0) return undefined;
	const more = texts.length > count ? `; and ${texts.length - count} more` : "";
	return texts.slice(0, count).join("; ") + more;
}

/** Returns counted names, the most frequent first. */
export function byCount(counts: Readonly<Record<string, number>>): ReadonlyArray<string> {
	const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
	return sorted.map(([what, count]) => `${count} × ${what}`);
}

function newcomer({ newcomers }: Feeling): string {
	return newcomers.count === 0 ? "–" : ms(newcomers.p50);
}

function ms(value: number): string {
	return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function line(cells: ReadonlyArray<string>): string {
	return `| ${cells.join(" | ")} |`;
}
