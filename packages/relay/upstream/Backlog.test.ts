import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Backlog, type BacklogKind } from "./Backlog.ts";

describe("Backlog", () => {
	it("should return its messages in order", () => {
		const kind = fc.constantFrom<BacklogKind>("text", "binary", "ping", "pong");
		const size = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 200_000 }));
		const step = fc.oneof(fc.record({ kind, size }), fc.constant("shift" as const));
		fc.assert(
			fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
				const backlog = new Backlog();
				const expected: Array<{ kind: BacklogKind; bytes: Buffer }> = [];
				for (const [index, next] of steps.entries()) {
					if (next === "shift") assert.deepEqual(backlog.shift(), expected.shift());
					else {
						const item = { kind: next.kind, bytes: Buffer.alloc(next.size, index) };
						backlog.push(item.kind, item.bytes);
						expected.push(item);
					}
					assert.equal(backlog.isEmpty, expected.length === 0);
				}
				for (const item of expected) assert.deepEqual(backlog.shift(), item);
				assert.equal(backlog.shift(), undefined);
				assert.equal(backlog.size, 0);
			}),
			{ numRuns: 50 },
		);
	});

	it("should hold a chunk of the smallest messages in little more than its size", () => {
		const backlog = new Backlog();
		// 64 kB of frames without payload
		for (let count = 0; count < 32_768; count += 1) backlog.push("text", Buffer.alloc(0));
		assert.ok(backlog.size <= 3 * 65_536, String(backlog.size));
		backlog.clear();
		assert.deepEqual([backlog.size, backlog.isEmpty], [0, true]);
	});
});
