import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildDemoGuild, PEOPLE, VISITOR } from "./guild.ts";

describe("people of the demo", () => {
	it("should have distinct snowflakes", () => {
		const ids = [...PEOPLE, VISITOR].map(({ credentials }) => credentials.userId);
		assert.equal(new Set(ids).size, 3);
		for (const id of ids) assert.match(id, /^\d{17,20}$/);
	});

	it("should be members, in the voice channel", () => {
		const { members, voice_states: states } = buildDemoGuild();
		const ids = PEOPLE.map(({ credentials }) => credentials.userId);
		assert.deepEqual(
			states.map((state) => state.user_id),
			ids,
		);
		for (const id of [...ids, VISITOR.credentials.userId]) {
			assert.ok(members.some(({ user }) => user.id === id));
		}
	});
});
