import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PacketCeiling, PACKETS_PER_SECOND, WINDOW_MS } from "./PacketCeiling.ts";

describe("PacketCeiling", () => {
	it("should admit 8,000 datagrams a second, in windows", () => {
		const ceiling = new PacketCeiling();
		let admitted = 0;
		for (let at = 0; at < 1000; at += 1) {
			for (let count = 0; count < 50; count += 1) if (ceiling.take(at) === 0) admitted += 1;
		}
		assert.equal(admitted, PACKETS_PER_SECOND);
	});

	it("should say how long it takes until the window is over", () => {
		const ceiling = new PacketCeiling();
		while (ceiling.take(5) === 0);
		const waits = [5, 6, 4 + WINDOW_MS, 5 + WINDOW_MS].map((at) => ceiling.take(at));
		assert.deepEqual(waits, [WINDOW_MS, WINDOW_MS - 1, 1, 0]);
	});

	it("should admit what 99 speakers send", () => {
		const ceiling = new PacketCeiling();
		for (let at = 0; at < 2000; at += 20) {
			for (let speaker = 0; speaker < 99; speaker += 1) assert.equal(ceiling.take(at), 0);
		}
	});
});
