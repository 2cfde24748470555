import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WatchBook } from "../link/room/WatchBook.ts";
import { FakeHub, FakeRoom } from "../support/FakeHub.ts";
import { REPORT } from "../support/hubReport.ts";
import { ROOM } from "../support/TestLink.ts";
import { Registry } from "prom-client";
import { addRoomMetrics } from "./roomMetrics.ts";
import { roomsReport, type RoomsReport } from "./roomsReport.ts";

/** A report of a hub with two bots, and a client that is 3 segments behind. */
function report(): RoomsReport {
	const book = new WatchBook();
	const room = new FakeRoom();
	const feed = book.open(ROOM).follow(room);
	feed.read(undefined);
	for (const id of ["1", "2", "3"]) room.join(id);
	return roomsReport(new FakeHub(["main"], REPORT), book, 4);
}

describe("roomsReport", () => {
	it("should join what the hub says and what clients lack", () => {
		const { rooms, bots, watches, webSockets, segments, segmentsSent, snapshots } = report();
		assert.deepEqual(bots, REPORT.bots);
		assert.deepEqual(
			rooms.map(({ key, lag }) => [key, lag]),
			[
				[ROOM, 3],
				[{ bot: "main", guild: "7" }, 0],
			],
		);
		assert.deepEqual([watches, webSockets, segments, segmentsSent], [1, 4, 1, 1]);
		assert.deepEqual(snapshots, { first: 1, term: 0, behind: 0 });
	});

	it("should be empty without bots", () => {
		assert.deepEqual(roomsReport(undefined, new WatchBook(), 0).bots, []);
	});
});

describe("addRoomMetrics", () => {
	it("should have every number of the report, read once", async () => {
		const registry = new Registry();
		let reads = 0;
		addRoomMetrics(registry, () => {
			reads += 1;
			return report();
		});
		const text = await registry.metrics();
		assert.equal(reads, 1);
		const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
		assert.deepEqual(samples, [
			'relay_cells{bot="main",state="ready"} 2',
			'relay_cells{bot="spare",state="stopped"} 1',
			'relay_cell_term{bot="main",shard="0"} 3',
			'relay_cell_term{bot="main",shard="1"} 4',
			'relay_cell_term{bot="spare",shard="0"} 1',
			'relay_identifies_total{bot="main"} 3',
			'relay_identifies_total{bot="spare"} 1',
			'relay_resumes_total{bot="main"} 5',
			'relay_resumes_total{bot="spare"} 0',
			'relay_identifies_left{bot="main"} 997',
			'relay_seats{bot="main",state="open"} 1',
			'relay_seats{bot="main",state="out"} 1',
			'relay_seats_robbed_total{bot="main"} 1',
			"relay_rooms 2",
			"relay_room_watches 1",
			"relay_room_sockets 4",
			"relay_room_segments_total 1",
			"relay_room_segments_sent_total 1",
			'relay_room_snapshots_total{reason="first"} 1',
			'relay_room_snapshots_total{reason="term"} 0',
			'relay_room_snapshots_total{reason="behind"} 0',
			"relay_room_lag_segments 3",
		]);
	});
});
