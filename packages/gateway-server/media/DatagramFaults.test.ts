import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import type { ConnectionControlFlags } from "../flags/ConnectionControlFlags.ts";
import { ControlFlagStore } from "../flags/ControlFlagStore.ts";
import { seededRandom } from "../../shared/random.ts";
import { DatagramFaults } from "./DatagramFaults.ts";

const SIZE = 60;
const datagram = (number: number): Buffer => Buffer.alloc(SIZE, number);

/** Sends datagrams 1 to `count` with flags. Returns what arrives within a second. */
function run(flags: ConnectionControlFlags, count: number) {
	const store = new ControlFlagStore();
	store.set("id", flags);
	const clock = new FakeClock();
	const arrived: Array<{ readonly bytes: Buffer; readonly isForeign: boolean; readonly at: number }> = [];
	const faults = new DatagramFaults(
		clock,
		seededRandom(1),
		store.viewOf(() => "id"),
		(bytes, isForeign) => arrived.push({ bytes, isForeign, at: clock.now() }),
	);
	for (let number = 1; number <= count; number += 1) faults.send(datagram(number));
	clock.advance(1000);
	return { arrived, numbers: arrived.map(({ bytes }) => bytes[0]), faults };
}

describe("DatagramFaults", () => {
	/** By hand: flags, and which of three datagrams arrive. */
	const rows: ReadonlyArray<readonly [ConnectionControlFlags, ReadonlyArray<number>]> = [
		[{}, [1, 2, 3]],
		[{ mediaLoss: 1 }, []],
		[{ mediaBlackhole: true }, []],
		[{ mediaDuplicate: 1 }, [1, 1, 2, 2, 3, 3]],
		[{ mediaReorder: 1 }, [2, 1]],
		[{ mediaDelay: 500 }, [1, 2, 3]],
	];
	for (const [flags, numbers] of rows) {
		it(`should deliver ${JSON.stringify(numbers)} with ${JSON.stringify(flags)}`, () => {
			assert.deepEqual(run(flags, 3).numbers, numbers);
		});
	}

	it("should delay by mediaDelay plus random jitter", () => {
		assert.deepEqual(
			run({ mediaDelay: 500 }, 2).arrived.map(({ at }) => at),
			[500, 500],
		);
		const { arrived } = run({ mediaDelay: 100, mediaJitter: 200 }, 50);
		assert.ok(arrived.every(({ at }) => at >= 100 && at < 300));
		assert.ok(new Set(arrived.map(({ at }) => at)).size > 10);
	});

	it("should change one bit of the tag", () => {
		const [{ bytes } = { bytes: Buffer.alloc(0) }] = run({ mediaBadTag: 1 }, 1).arrived;
		const changed = [...bytes].flatMap((byte, at) => (byte === 1 ? [] : [at]));
		assert.deepEqual(changed, [SIZE - 5]);
	});

	it("should truncate to between 0 and 40 bytes", () => {
		const sizes = run({ mediaTruncate: 1 }, 500).arrived.map(({ bytes }) => bytes.length);
		assert.deepEqual([Math.min(...sizes), Math.max(...sizes)], [0, 40]);
	});

	it("should send from a foreign port", () => {
		assert.ok(run({ mediaForeign: 1 }, 2).arrived.every(({ isForeign }) => isForeign));
	});

	it("should hit the given share, reproducibly with a seed", () => {
		const flags = { mediaLoss: 0.1, seed: 5 };
		const { numbers } = run(flags, 250);
		assert.ok(numbers.length > 205 && numbers.length < 245, String(numbers.length));
		assert.deepEqual(run(flags, 250).numbers, numbers);
		assert.notDeepEqual(run({ ...flags, seed: 6 }, 250).numbers, numbers);
	});

	it("should damage datagrams that are too short for a tag", () => {
		for (const size of [0, 1, 3]) {
			const store = new ControlFlagStore();
			store.set("id", { mediaBadTag: 1 });
			const sizes: Array<number> = [];
			const view = store.viewOf(() => "id");
			new DatagramFaults(new FakeClock(), seededRandom(1), view, ({ length }) => sizes.push(length)).send(
				Buffer.alloc(size),
			);
			assert.deepEqual(sizes, [size]);
		}
	});
});
