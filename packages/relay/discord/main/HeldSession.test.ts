import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HeldSession } from "./HeldSession.ts";

const READY = { session_id: "a", resume_gateway_url: "wss://b", user: { id: "42" }, guilds: [] };
const SAVED = { sessionId: "a", resumeUrl: "wss://b", s: 5, userId: "42" };

function entered(s = 1): HeldSession {
	const session = new HeldSession();
	session.enter(READY, s);
	return session;
}

describe("HeldSession", () => {
	it("should hold what READY names, acknowledged up to READY", () => {
		const session = entered(3);
		assert.deepEqual(
			[session.id, session.resumeUrl, session.userId, session.acknowledged],
			["a", "wss://b", "42", 3],
		);
		assert.deepEqual([session.isResumable, new HeldSession().isResumable], [true, false]);
	});

	it("should not resume a session without an ID", () => {
		const session = new HeldSession();
		session.enter({ ...READY, session_id: "" }, 1);
		assert.deepEqual([session.isResumable, session.save()], [false, undefined]);
	});

	it("should ignore a resume URL that is no gateway", () => {
		const session = new HeldSession();
		session.enter({ ...READY, resume_gateway_url: "https://b" }, 1);
		assert.equal(session.resumeUrl, undefined);
	});

	it("should take each number once", () => {
		const session = entered();
		assert.deepEqual(
			[1, 2, 3, 2, 3, 4].map((s) => session.take(s)),
			[false, true, true, false, false, true],
		);
	});

	it("should save what is logged, never more than was processed", () => {
		const session = entered();
		session.take(2);
		session.take(3);
		const saved = [2, 9, 1].map((s) => {
			session.log(s);
			return session.save()?.s;
		});
		assert.deepEqual(saved, [2, 3, 3]);
	});

	it("should acknowledge what was saved", () => {
		const session = entered();
		session.take(2);
		session.log(2);
		assert.equal(session.acknowledged, 1);
		session.confirm({ ...SAVED, s: 2 });
		session.confirm({ ...SAVED, s: 1 });
		assert.equal(session.acknowledged, 2);
	});

	it("should not acknowledge what was saved of an earlier session", () => {
		const session = entered();
		session.enter({ ...READY, session_id: "b" }, 1);
		session.confirm({ ...SAVED, s: 900 });
		assert.equal(session.acknowledged, 1);
	});

	it("should continue from what was saved", () => {
		const session = new HeldSession();
		session.restore(SAVED);
		assert.deepEqual([session.take(5), session.take(6), session.acknowledged], [false, true, 5]);
		assert.deepEqual([session.save(), session.hasHistory], [SAVED, true]);
	});

	it("should forget the session and keep the user", () => {
		const session = entered();
		session.forget();
		assert.deepEqual(
			[session.id, session.save(), session.userId, session.hasHistory],
			[undefined, undefined, "42", true],
		);
		session.discard();
		assert.equal(session.hasHistory, false);
	});
});
