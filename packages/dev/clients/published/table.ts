/** The table of clients and scenes: as text for a terminal, and as docs/clients.md. Pure. */

import type { Cell, Verdict } from "./cell.ts";
import type { OwnFault } from "./ownFaults.ts";

const WORDS: Readonly<Record<Verdict, string>> = { pass: "pass", client: "client", fail: "FAIL", skip: "skipped" };

/** What stands where a client plays no such scene. */
const NOTHING = "–";

/** The table with a line for each scene, all columns as wide as they need to be; no last line break. */
export function formatText(cells: ReadonlyArray<Cell>): string {
	return align(toRows(cells))
		.map((row) => row.join("  ").trimEnd())
		.join("\n");
}

/**
 * docs/clients.md.
 *
 * @param versions Names of the clients, and the version that each is tested in.
 */
export function formatDocument(
	cells: ReadonlyArray<Cell>,
	versions: ReadonlyArray<readonly [name: string, version: string]>,
	faults: ReadonlyArray<OwnFault>,
): string {
	return [
		"# Published clients",
		"",
		"Written by `npm run test:clients -- --write`; a run of all clients fails if this page says otherwise. Each library is",
		"installed as its users install it and runs in a process of its own, pointed at the server by the line that",
		"`npm run serve` prints for it.",
		"",
		`Tested: ${versions.map(([name, version]) => `${name} ${version}`).join(", ")}.`,
		"",
		"`pass`: the client does what Discord documents, and so does the server. `client`: it does not, by its own source,",
		"against any server; the causes are below. `–`: the library has no voice.",
		"",
		...toMarkdown(toRows(cells)),
		"",
		"In each scene of a loss, from `no ACKs` to `restart`, five messages are dispatched while the client is away. One that",
		"resumes must see them once and in order, before the next; one that begins a new session must see none of them.",
		"",
		"## Faults of the clients' own",
		"",
		"The server offers eris the voice mode `xsalsa20_poly1305`, the only one that it knows (lib/voice/VoiceConnection.js,",
		"line 25). Discord removed it in November 2024, so eris has no voice at Discord itself.",
		"",
		...toMarkdown([
			["client", "scene", "cause"],
			...faults.map(({ client, scene, cause }) => [client, scene, cause]),
		]),
		"",
	].join("\n");
}

/** Rows of texts, the names of the clients first. */
function toRows(cells: ReadonlyArray<Cell>): ReadonlyArray<ReadonlyArray<string>> {
	const clients = [...new Set(cells.map(({ client }) => client))];
	const scenes = [...new Set(cells.map(({ scene }) => scene))];
	const textOf = (scene: string, client: string): string => {
		const cell = cells.find((candidate) => candidate.scene === scene && candidate.client === client);
		return cell === undefined ? NOTHING : WORDS[cell.verdict];
	};
	return [
		["scene", ...clients],
		...scenes.map((scene) => [scene, ...clients.map((client) => textOf(scene, client))]),
	];
}

/** All columns as wide as they need to be. */
function align(rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<ReadonlyArray<string>> {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
	return rows.map((row) => row.map((text, column) => text.padEnd(widths[column]!)));
}

/** Lines of a table, as Prettier would have it. */
function toMarkdown(rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> {
	const [head = [], ...body] = align(rows);
	return [head, head.map((text) => "-".repeat(text.length)), ...body].map((row) => `| ${row.join(" | ")} |`);
}
