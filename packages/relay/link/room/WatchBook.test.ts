import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeRoom } from "../../support/FakeHub.ts";
import { ROOM } from "../../support/TestLink.ts";
import { WatchBook } from "./WatchBook.ts";

function open(members = 0) {
	const book = new WatchBook();
	const room = new FakeRoom();
	const join = (count: number): void => {
		for (let joined = 0; joined < count; joined += 1) room.join(String(room.members.length));
	};
	join(members);
	const watch = book.open(ROOM);
	const lag = (): number => book.byRoom().get("main 7 8")?.lag ?? -1;
	return { book, room, join, watch, lag, feed: watch.follow(room) };
}

describe("WatchBook", () => {
	it("should count watches, by room", () => {
		const { book, watch } = open();
		const other = book.open({ bot: "main", guild: "7" });
		book.open(ROOM);
		assert.deepEqual(
			[...book.byRoom()].map(([room, { watchers }]) => [room, watchers]),
			[
				["main 7 8", 2],
				["main 7 *", 1],
			],
		);
		watch.leave();
		watch.leave();
		other.leave();
		assert.equal(book.size, 1);
	});

	it("should know how far the slowest client is behind", () => {
		const { book, join, lag, feed } = open(4);
		book.open(ROOM);
		assert.equal(lag(), 5);
		const last = feed.read(undefined).at(-1);
		assert.equal(lag(), 0);
		join(3);
		assert.deepEqual(book.byRoom().get("main 7 8"), { watchers: 2, lag: 3 });
		feed.read(last);
		assert.equal(lag(), 0);
	});

	it("should count segments, and snapshots by reason", () => {
		const { book, join, feed } = open();
		feed.read(undefined);
		join(2);
		feed.read({ term: 1, n: 1 });
		feed.read({ term: 9, n: 1 });
		join(40);
		feed.read({ term: 1, n: 3 });
		feed.read({ term: 1, n: 3 });
		assert.deepEqual([book.segmentsSent, book.segments], [6, 5]);
		assert.deepEqual(book.snapshots, { first: 1, term: 1, behind: 2 });
	});

	it("should count all segments of a term that the client does not know", () => {
		const { join, lag, feed } = open();
		feed.read({ term: 9, n: 1 });
		join(2);
		assert.equal(lag(), 2);
	});
});
