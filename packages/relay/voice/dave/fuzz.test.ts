/** Whatever a gateway sends, nothing throws, and only DAVE messages go up. Uses davey itself. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { VECTORS } from "../../support/daveVectors.ts";
import { loadDavey } from "./davey.ts";
import { DaveSession } from "./DaveSession.ts";
import type { DaveEvent, DaveOutput } from "./messages.ts";
import { readServerFrame, readServerText } from "../serverMessage.ts";

const IDENTITY = { userId: "104694319306248299", channelId: "127121515262115840" };
/** Opcodes that a client of DAVE sends. */
const SENT = new Set([23, 26, 28, 31]);
const RUNS = 60;

const library = await loadDavey();
assert.ok(library.kind === "present");

/** One of the payloads with some bytes changed, or cut, or made up. */
const payloads = fc.oneof(
	fc.uint8Array({ maxLength: 64 }),
	fc
		.record({
			base: fc.constantFrom(VECTORS.append, VECTORS.revoke, VECTORS.add.message, VECTORS.remove.message),
			at: fc.nat(2000),
			byte: fc.nat(255),
			size: fc.nat(2000),
		})
		.map(({ base, at, byte, size }) => {
			const bytes = Buffer.from(base.subarray(0, size));
			if (at < bytes.length) bytes[at] = byte;
			return bytes;
		}),
);

const bodies = fc.oneof(
	fc.record(
		{
			dave_protocol_version: fc.constantFrom(0, 1, 2, "1", null),
			protocol_version: fc.constantFrom(0, 1, 2),
			transition_id: fc.constantFrom(0, 1, 2, -1, 65_536, 1.5, "1"),
			epoch: fc.constantFrom(0, 1, 2),
			user_ids: fc.array(fc.constantFrom("1", "104694319306248201", "x", 5)),
			user_id: fc.constantFrom("1", IDENTITY.userId, 5),
		},
		{ requiredKeys: [] },
	),
	fc.jsonValue(),
);

const events: fc.Arbitrary<DaveEvent> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant("json" as const),
			op: fc.constantFrom(4, 11, 13, 21, 22, 24, 99),
			d: bodies,
		}),
	},
	{
		weight: 8,
		arbitrary: fc.record({
			kind: fc.constant("binary" as const),
			op: fc.constantFrom(25, 27, 29, 30, 31),
			payload: payloads,
		}),
	},
	{ weight: 1, arbitrary: fc.constantFrom({ kind: "lost" as const }, { kind: "resumed" as const }) },
);

function check({ up, encryption }: DaveOutput): void {
	for (const message of up) {
		const op = typeof message === "string" ? (JSON.parse(message) as { op: number }).op : message[0];
		assert.ok(SENT.has(op ?? -1), `op ${op}`);
	}
	assert.notEqual(encryption?.state, "active");
}

describe("DaveSession, with a gateway that sends anything", { timeout: 60_000 }, () => {
	it("should not throw, and ask to rejoin at most five times", () => {
		fc.assert(
			fc.property(fc.array(events, { maxLength: 60 }), (all) => {
				const session = new DaveSession(IDENTITY, library.create);
				let asked = 0;
				for (const event of [{ kind: "json", op: 4, d: { dave_protocol_version: 1 } } as const, ...all]) {
					const output = session.take(event);
					check(output);
					if (event.kind === "resumed") continue;
					asked += output.up.filter(
						(message) => typeof message === "string" && message.includes('"op":31'),
					).length;
				}
				assert.ok(asked <= 5, `${asked} times`);
			}),
			{ numRuns: RUNS },
		);
	});
});

describe("readServerText, readServerFrame, with anything", () => {
	it("should not throw", () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), fc.uint8Array(), (text, bytes) => {
				readServerText(text);
				readServerFrame(Buffer.from(bytes));
			}),
		);
	});
});
