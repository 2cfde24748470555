import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import type { SpeakingChange } from "./core/Changes.ts";
import type { SpeakerLevel } from "./core/MediaCore.ts";
import { GATHER_MS, LEVELS_MS, MediaFeed, type MediaNews } from "./MediaFeed.ts";

class Fixture {
	public readonly clock = new FakeClock();
	public readonly records: Array<unknown> = [];
	public news: MediaNews = { state: "live" };
	public canTell = true;
	public changes: Array<SpeakingChange> = [];
	public speaking: Array<SpeakerLevel> = [];
	public readonly feed: MediaFeed;

	public constructor() {
		const { changes, speaking } = { changes: () => this.changes, speaking: () => this.speaking };
		this.feed = new MediaFeed(
			{
				core: {
					get hasChanges() {
						return changes().length > 0;
					},
					takeChanges: () => this.changes.splice(0),
					takeLevels: speaking,
					speakers: speaking,
				},
				news: () => this.news,
				canTell: () => this.canTell,
				tell: (record) => this.records.push(record),
			},
			this.clock,
		);
	}

	public change(userId: string, speaking: boolean, level = 8): void {
		this.changes.push({ userId, speaking, level });
		this.speaking = this.speaking.filter((one) => one.userId !== userId);
		if (speaking) this.speaking.push({ userId, level });
		this.feed.change();
	}

	public take(): ReadonlyArray<unknown> {
		return this.records.splice(0);
	}
}

function attached(): Fixture {
	const fixture = new Fixture();
	fixture.feed.attach();
	fixture.take();
	return fixture;
}

describe("MediaFeed", () => {
	it("should send the state when a client attaches", () => {
		const fixture = new Fixture();
		fixture.speaking = [{ userId: "1", level: 9 }];
		fixture.feed.attach();
		assert.deepEqual(fixture.take(), [{ state: "live", full: true, speaking: [["1", 1, 9]] }]);
		fixture.news = { state: "lost", reason: "silent", detail: "nothing came" };
		fixture.feed.attach();
		assert.deepEqual(fixture.take(), [{ state: "lost", reason: "silent: nothing came", full: true, speaking: [] }]);
	});

	it("should send nothing before a client attaches", () => {
		const fixture = new Fixture();
		fixture.feed.changeState();
		fixture.change("1", true);
		fixture.clock.advance(GATHER_MS);
		assert.deepEqual(fixture.take(), []);
	});

	it("should gather changes for 100 ms, and keep their order", () => {
		const fixture = attached();
		fixture.change("1", true);
		fixture.clock.advance(GATHER_MS - 1);
		fixture.change("2", true, 3);
		fixture.change("1", false, 0);
		assert.deepEqual(fixture.take(), []);
		fixture.clock.advance(1);
		const speaking = [
			["1", 1, 8],
			["2", 1, 3],
			["1", 0, 0],
		];
		assert.deepEqual(fixture.take(), [{ speaking }]);
	});

	it("should send levels of others with a change", () => {
		const fixture = attached();
		fixture.change("1", true);
		fixture.clock.advance(GATHER_MS);
		fixture.take();
		fixture.change("2", true);
		fixture.clock.advance(GATHER_MS);
		assert.deepEqual(fixture.take(), [{ speaking: [["2", 1, 8]], levels: [["1", 8]] }]);
	});

	it("should send levels alone every 2 seconds while someone speaks", () => {
		const fixture = attached();
		fixture.change("1", true);
		fixture.clock.advance(GATHER_MS);
		fixture.take();
		fixture.clock.advance(LEVELS_MS - 1);
		assert.deepEqual(fixture.take(), []);
		fixture.clock.advance(1 + LEVELS_MS);
		assert.deepEqual(fixture.take(), [{ levels: [["1", 8]] }, { levels: [["1", 8]] }]);
		fixture.change("1", false, 0);
		fixture.clock.advance(60_000);
		assert.deepEqual([fixture.take(), fixture.clock.pending], [[{ speaking: [["1", 0, 0]] }], 0]);
	});

	it("should report a state at once, silencing all unless live", () => {
		const fixture = attached();
		fixture.change("1", true);
		fixture.news = { state: "lost", reason: "key", detail: "wrong" };
		fixture.change("1", false, 0);
		fixture.feed.changeState();
		assert.deepEqual(fixture.take(), [{ state: "lost", reason: "key: wrong", full: true, speaking: [] }]);
		fixture.news = { state: "live" };
		fixture.feed.changeState();
		assert.deepEqual(fixture.take(), [{ state: "live" }]);
		fixture.clock.advance(60_000);
		assert.deepEqual(fixture.take(), []);
	});

	it("should keep changes in the core while the client stalls", () => {
		const fixture = attached();
		fixture.canTell = false;
		fixture.change("1", true);
		fixture.feed.changeState();
		fixture.clock.advance(60_000);
		assert.deepEqual([fixture.take(), fixture.changes.length], [[], 1]);
		fixture.canTell = true;
		fixture.feed.readOn();
		assert.deepEqual(fixture.take(), [{ state: "live", speaking: [["1", 1, 8]] }]);
	});

	it("should send levels again once the client reads on", () => {
		const fixture = attached();
		fixture.change("1", true);
		fixture.clock.advance(GATHER_MS);
		fixture.canTell = false;
		fixture.clock.advance(60_000);
		fixture.take();
		fixture.canTell = true;
		fixture.feed.readOn();
		fixture.clock.advance(LEVELS_MS);
		assert.deepEqual(fixture.take(), [{ levels: [["1", 8]] }]);
	});

	it("should send nothing after its end", () => {
		const fixture = attached();
		fixture.change("1", true);
		fixture.feed.end();
		fixture.change("1", false);
		fixture.feed.changeState();
		fixture.feed.attach();
		fixture.clock.advance(60_000);
		assert.deepEqual([fixture.take(), fixture.clock.pending], [[], 0]);
	});
});
