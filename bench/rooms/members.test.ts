import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Room } from "../../packages/relay/room/Room.ts";
import { changeOf, memberId, MEMBERS, messageOf, openingChanges, turnAt } from "./members.ts";

describe("members of a benchmark", () => {
	it("should have distinct IDs of 18 digits", () => {
		const ids = Array.from({ length: MEMBERS }, (_, index) => memberId(index));
		assert.equal(new Set(ids).size, MEMBERS);
		for (const id of ids) assert.match(id, /^\d{18}$/);
	});

	it("should change the room with each turn but the first stop", () => {
		const room = new Room({ term: 1, changes: openingChanges(), now: 0 });
		const effects = Array.from({ length: 200 }, (_, index) => room.apply([changeOf(turnAt(index))], 0));
		assert.deepEqual(
			[...effects.entries()].filter(([, hasEffect]) => !hasEffect).map(([index]) => index),
			[1],
		);
	});

	it("should write a turn as op 5", () => {
		assert.deepEqual(JSON.parse(messageOf({ member: 2, isSpeaking: true }, 65_537)), {
			op: 5,
			d: { user_id: memberId(2), ssrc: 1002, speaking: 1 },
			seq: 1,
		});
	});
});
