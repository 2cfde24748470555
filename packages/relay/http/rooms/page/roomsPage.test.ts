import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WatchBook } from "../../../link/room/WatchBook.ts";
import { FakeHub } from "../../../support/FakeHub.ts";
import { REPORT } from "../../../support/hubReport.ts";
import { roomsReport } from "../../../telemetry/roomsReport.ts";
import { roomsPage } from "./roomsPage.ts";

const page = (hub?: FakeHub): string => roomsPage(roomsReport(hub, new WatchBook(), 0), "a");

describe("roomsPage", () => {
	it("should escape names that come from Discord", () => {
		assert.match(page(new FakeHub(["main"], REPORT)), /Stage &lt;b&gt;&quot;1&quot;&lt;\/b&gt;/);
	});

	it("should show bots, seats and rooms with their states", () => {
		const text = page(new FakeHub(["main"], REPORT)).replace(/\s+/g, " ");
		const states = [...text.matchAll(/<span class="state ([a-z]*)">([a-z]+)<\/span>/g)];
		assert.deepEqual(
			states.map(([, look, state]) => [look, state]),
			[
				["good", "ready"],
				["good", "ready"],
				["bad", "stopped"],
				["good", "open"],
				["", "out"],
				["good", "live"],
				["", "none"],
			],
		);
		assert.match(text, /997 of 1000/);
		assert.match(text, /its token is wrong \(4004\)/);
	});

	it("should say what to do without bots, seats and rooms", () => {
		const text = page();
		assert.match(text, /No bot: name one in RELAY_BOTS\./);
		assert.match(text, /No seat: a bot joins a channel when a client with the right join watches it\./);
		assert.match(text, /No room is watched\./);
	});

	it("should show the rooms with the most watchers, of very many", () => {
		const [room] = REPORT.rooms;
		const rooms = Array.from({ length: 600 }, (_, index) => ({
			...room!,
			name: `room ${index}.`,
			watchers: index,
		}));
		const text = page(new FakeHub(["main"], { ...REPORT, rooms }));
		assert.match(text, /Rooms: 500 of 600/);
		assert.ok(text.includes("room 599.") && text.includes("room 100.") && !text.includes("room 99."));
	});
});
