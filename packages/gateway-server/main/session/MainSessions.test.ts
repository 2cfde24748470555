import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MainSessions } from "./MainSessions.ts";

const session = (id: number): { readonly id: string } => ({ id: `s${id}` });

describe("MainSessions", () => {
	it("should list added sessions in order", () => {
		const sessions = new MainSessions<{ readonly id: string }>();
		for (const id of [2, 1]) sessions.add(session(id));
		assert.deepEqual(sessions.all(), [session(2), session(1)]);
		assert.deepEqual(sessions.get("s1"), session(1));
		assert.equal(sessions.get("s3"), undefined);
	});

	it("should keep a hundred ended sessions, and forget the oldest", () => {
		const sessions = new MainSessions<{ readonly id: string }>();
		for (let id = 0; id <= 100; id += 1) sessions.add(session(id));
		for (let id = 0; id < 100; id += 1) assert.equal(sessions.retire(session(id)), undefined);
		assert.equal(sessions.all().length, 101);
		assert.equal(sessions.retire(session(100)), "s0");
		assert.equal(sessions.get("s0"), undefined);
		assert.deepEqual(sessions.get("s1"), session(1));
		assert.equal(sessions.all().length, 100);
	});
});
