import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PacketCeiling, PACKETS_PER_SECOND, WINDOW_MS } from "./PacketCeiling.ts";

describe("PacketCeiling", () => {
	it("should admit 8,000 datagrams a second, in windows", () => {
		const ceiling = new PacketCeiling();
		let admitted = 0;
		for (let at = 0; at < 1000; at += 1) {
			for (let count = 0; count < 50; count += 1) if (ceiling.admits(at)) admitted += 1;
		}
		assert.equal(admitted, PACKETS_PER_SECOND);
	});

	it("should admit again once the window is over", () => {
		const ceiling = new PacketCeiling();
		while (ceiling.admits(5));
		assert.deepEqual([ceiling.admits(5 + WINDOW_MS - 1), ceiling.admits(5 + WINDOW_MS)], [false, true]);
	});

	it("should admit what 99 speakers send", () => {
		const ceiling = new PacketCeiling();
		for (let at = 0; at < 2000; at += 20) {
			for (let speaker = 0; speaker < 99; speaker += 1) assert.ok(ceiling.admits(at));
		}
	});
});
