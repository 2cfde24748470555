/** Whatever is conflated leads to the same room, and every change that remains has an effect. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { WireChange } from "../../../src/protocol/room/segment.ts";
import { OpenSegment } from "./OpenSegment.ts";
import { RoomContent } from "./RoomContent.ts";

const USERS = ["1", "2", "3"];
const user = fc.constantFrom(...USERS);
const level = fc.nat({ max: 15 });
const name = fc.constantFrom("Ann", "Ben");

const change: fc.Arbitrary<WireChange> = fc.oneof(
	{ weight: 3, arbitrary: fc.tuple(fc.constant("m" as const), user, fc.record({ name })) },
	{ weight: 3, arbitrary: fc.tuple(fc.constant("x" as const), user) },
	{ weight: 5, arbitrary: fc.tuple(fc.constant("s" as const), user, level) },
	{ weight: 5, arbitrary: fc.tuple(fc.constant("q" as const), user) },
	{ weight: 2, arbitrary: fc.tuple(fc.constant("v" as const), user, level) },
	{ weight: 1, arbitrary: fc.tuple(fc.constant("w" as const), fc.constantFrom("live", "none"), fc.constant("")) },
	{ weight: 1, arbitrary: fc.tuple(fc.constant("n" as const), fc.constantFrom("5", "6"), name) },
	{ weight: 1, arbitrary: fc.tuple(fc.constant("z" as const), fc.constantFrom("5", "6")) },
	{
		weight: 1,
		arbitrary: fc.tuple(fc.constant("e" as const), fc.record({ state: fc.constant("pending" as const) })),
	},
);
const changes = fc.array(change, { maxLength: 40, size: "max" });

/** Without the order of members. */
const stateOf = (content: RoomContent): ReadonlyArray<string> =>
	content.changes().map((each) => JSON.stringify(each)).sort(); // prettier-ignore

function applied(list: ReadonlyArray<WireChange>): RoomContent {
	const content = new RoomContent();
	content.apply(["w", "live", ""]);
	for (const each of list) content.apply(each);
	return content;
}

function conflated(before: ReadonlyArray<WireChange>, within: ReadonlyArray<WireChange>): OpenSegment {
	const content = applied(before);
	const open = applied(before);
	const segment = new OpenSegment((userId) => open.has(userId));
	for (const each of within) for (const effect of content.apply(each)) segment.add(effect);
	return segment;
}

describe("conflation", () => {
	it("should lead to the same room as all changes", () => {
		fc.assert(
			fc.property(changes, changes, (before, within) => {
				const watcher = new RoomContent();
				for (const each of applied(before).changes()) watcher.apply(each);
				for (const each of conflated(before, within).changes) watcher.apply(each);
				assert.deepEqual(stateOf(watcher), stateOf(applied([...before, ...within])));
			}),
			{ numRuns: 2000 },
		);
	});

	it("should keep at most two changes of speaking of a user", () => {
		fc.assert(
			fc.property(changes, changes, (before, within) => {
				const kept = conflated(before, within).changes;
				for (const userId of USERS) {
					const speaking = kept.filter(([letter, id]) => (letter === "s" || letter === "q") && id === userId);
					assert.ok(speaking.length <= 2, JSON.stringify(speaking));
				}
				assert.ok(kept.length <= USERS.length * 6 + 5, `${kept.length} changes`);
			}),
			{ numRuns: 1000 },
		);
	});

	it("should keep only changes that have an effect, while speakers are known", () => {
		const lasting = changes.map((list) =>
			list.filter(([letter]) => letter !== "w" && letter !== "z" && letter !== "n"),
		);
		fc.assert(
			fc.property(lasting, lasting, (before, within) => {
				const watcher = new RoomContent();
				for (const each of applied(before).changes()) watcher.apply(each);
				for (const each of conflated(before, within).changes) {
					// Conflated profiles and levels may be those of before.
					if (each[0] === "m" || each[0] === "v") watcher.apply(each);
					else assert.deepEqual(watcher.apply(each), [each]);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});
