import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GUILD, SeatStage, stateOf } from "../support/SeatStage.ts";

describe("Seat", () => {
	it("should give up after twenty voice servers in a row, until a new watch asks", () => {
		const stage = new SeatStage();
		stage.seat.cellReady(true, undefined);
		stage.seat.want("A");
		stage.state("A");
		for (let server = 0; server < 20; server += 1) stage.server();
		assert.equal(stage.sessions.length, 20);
		stage.take();
		stage.server();
		assert.deepEqual(stage.take(), ["close", "ask -", "A none gave"]);
		stage.clock.advance(600_000);
		assert.equal(stage.sessions.length, 20);
		stage.seat.want("A");
		stage.answer("A");
		assert.equal(stage.sessions.length, 21);
	});

	it("should begin at most three fresh sessions in ten minutes", () => {
		const stage = new SeatStage();
		stage.seat.cellReady(true, undefined);
		stage.seat.want("A");
		stage.answer("A");
		for (let round = 0; round < 3; round += 1) {
			stage.session.events.onMedia({ kind: "lost", reason: "silent" });
			stage.clock.advance(1000);
			stage.state("");
			stage.answer("A");
		}
		stage.take();
		stage.session.events.onMedia({ kind: "lost", reason: "silent" });
		stage.clock.advance(60_000);
		assert.deepEqual(stage.take(), ["A none silent"]);
		assert.match(stage.seat.speakersOf("A").reason, /3 fresh sessions in 10 minutes did not help/);
	});

	it("should join at most six times a minute", () => {
		const stage = new SeatStage();
		stage.seat.cellReady(true, undefined);
		for (let watch = 0; watch < 20; watch += 1) {
			stage.seat.want("A");
			stage.answer("A");
			stage.state("");
		}
		assert.equal(stage.take().filter((line) => line === "ask A").length, 6);
		stage.seat.want("A");
		assert.deepEqual(stage.take(), []);
		stage.clock.advance(60_000);
		assert.deepEqual(stage.take(), ["ask A", "A none joining"]);
	});

	it("should leave at its end, unless a Resume may follow", () => {
		for (const [isLeaving, expected] of [
			[true, ["close", "ask -"]],
			[false, ["close"]],
		] as const) {
			const stage = new SeatStage();
			stage.seat.cellReady(true, undefined);
			stage.seat.want("A");
			stage.answer("A");
			stage.take();
			stage.seat.close(isLeaving);
			stage.seat.close(isLeaving);
			stage.state("");
			stage.seat.want("A");
			assert.deepEqual(stage.take(), expected);
			assert.equal(stage.clock.pending, 0);
		}
	});

	it("should send no op 4 at its end if it was robbed", () => {
		const stage = new SeatStage();
		stage.seat.cellReady(true, undefined);
		stage.seat.want("A");
		stage.answer("A");
		stage.state("A", "theirs");
		stage.take();
		stage.seat.close(true);
		assert.deepEqual(stage.take(), []);
	});

	it("should ignore voice states of others, of other guilds, and malformed ones", () => {
		const stage = new SeatStage();
		stage.seat.cellReady(true, undefined);
		stage.seat.want("A");
		stage.take();
		for (const body of [undefined, null, 1, "", {}, stateOf("A", "ours", { user_id: "1" }), stateOf("A", "")]) {
			stage.seat.takeVoiceState(body);
		}
		stage.state("A");
		for (const body of [undefined, {}, { guild_id: "1", token: "t", endpoint: "e" }, { guild_id: GUILD }]) {
			stage.seat.takeVoiceServer(body);
		}
		assert.deepEqual(stage.take(), []);
	});

	it("should try again if op 4 was not sent", () => {
		const stage = new SeatStage();
		stage.seat.cellReady(true, undefined);
		stage.isCellReady = false;
		stage.seat.want("A");
		assert.deepEqual(stage.take(), ["A none joining"]);
		stage.isCellReady = true;
		stage.clock.advance(20_000);
		assert.deepEqual(stage.take(), ["A none unanswered", "ask A", "A none joining"]);
	});

	it("should survive an event that throws, and calls from inside events", () => {
		const stage = new SeatStage((line, { seat }) => {
			if (line === "A none joining") seat.want("B");
			if (line === "A none opening") throw new Error("a mistake of the listener");
		});
		stage.seat.cellReady(true, undefined);
		stage.seat.want("A");
		assert.deepEqual(stage.take(), ["ask A", "A none joining", "B elsewhere"]);
		stage.answer("A");
		stage.live();
		assert.deepEqual(stage.take(), ["open A t1", "A none opening", "A live"]);
	});
});
