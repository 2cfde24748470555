import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { noTotals } from "../voice/media/MediaPart.ts";
import { WatchBook } from "../link/room/WatchBook.ts";
import { Metrics } from "./metrics.ts";
import { roomsReport } from "./roomsReport.ts";

describe("Metrics", () => {
	it("should match the table of docs/relay.md, cell by cell", () => {
		const docs = readFileSync(new URL("../../../docs/relay.md", import.meta.url), "utf8");
		const table = docs.split("\n").filter((line) => /^\| `relay_/.test(line));
		const cells = table.map((line) =>
			line
				.slice(1, -1)
				.split("|")
				.map((cell) => cell.trim().replaceAll("`", "")),
		);
		const none = (): number => 0;
		const { registry } = new Metrics(
			{
				links: none,
				sockets: none,
				bufferedBytes: none,
				daveSessions: none,
				mediaSessions: none,
				mediaPackets: noTotals,
				rooms: () => roomsReport(undefined, new WatchBook(), 0),
			},
			false,
		);
		const expected = registry.getMetricsAsArray().map((metric) => {
			const { name, help, labelNames } = metric as typeof metric & { labelNames: ReadonlyArray<string> };
			return [name, labelNames.join(", "), help];
		});
		assert.deepEqual(cells, expected);
	});
});
