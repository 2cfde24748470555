/// <reference types="@rbxts/testez/globals" />

import { OwnSessions } from "../../../src/protocol/voice/ownSessions";

export = () => {
	describe("OwnSessions", () => {
		it("should know the current session and earlier ones", () => {
			const sessions = new OwnSessions();
			for (const sessionId of ["a", "a", undefined, "b"]) sessions.add(sessionId);
			expect(sessions.isForeign("a")).to.equal(false);
			expect(sessions.isForeign("b")).to.equal(false);
			expect(sessions.isForeign("c")).to.equal(true);
		});

		it("should call no session foreign before the first", () => {
			const sessions = new OwnSessions();
			expect(sessions.isForeign("a")).to.equal(false);
			sessions.add("a");
			expect(sessions.isForeign("")).to.equal(false);
		});

		it("should remember the last eight", () => {
			const sessions = new OwnSessions();
			for (const number of $range(1, 9)) sessions.add(`s${number}`);
			expect(sessions.isForeign("s1")).to.equal(true);
			expect(sessions.isForeign("s2")).to.equal(false);
		});
	});
};
