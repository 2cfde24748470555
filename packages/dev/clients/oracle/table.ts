/** The comparison as text, and as the table in docs/speaking.md. Pure. */

import type { SceneChange } from "../../../relay/voice/media/support/MediaScene.ts";

export interface Row {
	readonly name: string;
	readonly theirs: string;
	readonly ours: string;
	readonly reason: string;
}

const HEADER: Row = {
	name: "packets",
	theirs: "@discordjs/voice 0.19.2 (ms)",
	ours: "relay (ms)",
	reason: "why",
};

/** When the user spoke, how often (if more than once), and what was thrown. */
export function summarize(changes: ReadonlyArray<SceneChange>): string {
	const starts = changes.filter(({ what }) => what.endsWith("starts"));
	const stops = changes.filter(({ what }) => what.endsWith("stops"));
	const thrown = changes.filter(({ what }) => what.startsWith("throws")).map(({ what }) => what);
	const end = stops.length === starts.length ? stops.at(-1)?.at : "the end";
	const often = starts.length > 1 ? `${starts.length} times, ` : "";
	const spoke = starts.length === 0 ? "never" : `${often}${starts[0]!.at} to ${end}`;
	return [spoke, ...thrown].join("; ");
}

/** Formats a Markdown table that is aligned for a terminal. */
export function toTable(rows: ReadonlyArray<Row>): string {
	const all = [HEADER, ...rows].map(({ name, theirs, ours, reason }) => [name, theirs, ours, reason]);
	const widths = all[0]!.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)));
	const line = (cells: ReadonlyArray<string>): string =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
	const [head, ...body] = all.map(line);
	return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}

/** Replaces the table between a document's markers. @throws Error If the markers are missing. */
export function placeTable(document: string, table: string): string {
	const parts = /^([^]*<!-- oracle -->\n)[^]*?(<!-- \/oracle -->[^]*)$/.exec(document);
	if (parts === null) throw new Error("the document has no <!-- oracle --> and <!-- /oracle --> markers");
	return `${parts[1]}\n${table}\n\n${parts[2]}`;
}
