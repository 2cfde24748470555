/** Lines of the summary: a table with a row per kind and a column per session. Pure. */

/** A session and what it shows, by kind. */
export interface SummaryColumn {
	readonly title: string;
	readonly rows: ReadonlyMap<string, string>;
}

/** Width of a row's name, and the space between two columns, in characters. */
const NAME_WIDTH = 12;
const GAP = 3;

/** Returns the lines, each without trailing spaces. A single column has no title. */
export function summaryTable(columns: ReadonlyArray<SummaryColumn>): ReadonlyArray<string> {
	const kinds = [...new Set(columns.flatMap(({ rows }) => [...rows.keys()]))];
	const cellOf = ({ rows }: SummaryColumn, kind: string): string => rows.get(kind) ?? "-";
	const widths = columns.map((column) =>
		Math.max(...[column.title, ...kinds.map((kind) => cellOf(column, kind))].map((cell) => cell.length)),
	);
	const line = (name: string, cells: ReadonlyArray<string>): string =>
		`  ${name.padEnd(NAME_WIDTH)}${cells.map((cell, index) => cell.padEnd(widths[index]! + GAP)).join("")}`.trimEnd();
	return [
		...(columns.length > 1
			? [
					line(
						"",
						columns.map(({ title }) => title),
					),
				]
			: []),
		...kinds.map((kind) =>
			line(
				kind,
				columns.map((column) => cellOf(column, kind)),
			),
		),
	];
}
