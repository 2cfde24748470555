import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seededRandom } from "../../shared/random.ts";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { Crowd } from "./Crowd.ts";

type Place = readonly [guildId: string, userId: string, channelId: string | null, placement: object];

function crowdOf(changes: Array<Place>, timers = new FakeClock()) {
	const place = (...change: Place): boolean => changes.push(change) > 0;
	const server = { channels: { place } } as never;
	return new Crowd({ server, guildId: "1", channelIds: ["2", "3"], random: seededRandom(1), size: 3, timers });
}

describe("Crowd", () => {
	it("should send everyone everywhere, and out", () => {
		const changes: Array<Place> = [];
		const crowd = crowdOf(changes);
		for (let count = 0; count < 200; count += 1) crowd.change();
		const seen = new Set(changes.map(([, userId, channelId]) => `${userId} in ${channelId}`));
		assert.equal(seen.size, 3 * 3);
		assert.equal(crowd.changes, 200);
	});

	it("should be the same in each run", () => {
		const runs = [0, 1].map(() => {
			const changes: Array<Place> = [];
			const crowd = crowdOf(changes);
			for (let count = 0; count < 20; count += 1) crowd.change();
			return changes;
		});
		assert.deepEqual(runs[0], runs[1]);
	});

	it("should change someone at each interval until it stops", () => {
		const clock = new FakeClock();
		const changes: Array<Place> = [];
		const crowd = crowdOf(changes, clock);
		crowd.start(100);
		clock.advance(250);
		assert.equal(changes.length, 2);
		crowd.stop();
		clock.advance(1000);
		assert.equal(changes.length, 2);
	});
});
