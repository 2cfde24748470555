import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { VoiceState } from "../fixtures/types.ts";
import type { MainSession } from "../session/MainSession.ts";
import { voiceSessionIdOf, VoiceSeats, type VoiceSeat } from "./VoiceSeats.ts";

const [FIRST, SECOND] = [{ id: "a" }, { id: "b" }] as unknown as readonly [MainSession, MainSession];
const seatOf = (owner: MainSession, guildId = "1", channelId = "2"): VoiceSeat => {
	const state = { guild_id: guildId, channel_id: channelId } as VoiceState;
	return { owner, state, token: "t", endpoint: "e:1" };
};

describe("VoiceSeats", () => {
	it("should be empty at first", () => {
		const seats = new VoiceSeats();
		assert.deepEqual([seats.of("1", FIRST), seats.shownIn("1"), seats.guildsOf(FIRST)], [undefined, undefined, []]);
		seats.delete("1", FIRST);
	});

	it("should keep one seat per session and guild, latest shown", () => {
		const seats = new VoiceSeats();
		const [first, second, moved] = [seatOf(FIRST), seatOf(SECOND), seatOf(FIRST, "1", "3")];
		seats.set(first);
		seats.set(second);
		assert.deepEqual([seats.shownIn("1"), seats.others("1", SECOND)], [second, [first]]);
		seats.set(moved);
		assert.deepEqual([seats.shownIn("1"), seats.of("1", FIRST)], [moved, moved]);
		seats.delete("1", FIRST);
		assert.equal(seats.shownIn("1"), second);
		seats.delete("1", SECOND);
		assert.equal(seats.shownIn("1"), undefined);
	});

	it("should list the guilds of a session", () => {
		const seats = new VoiceSeats();
		for (const guildId of ["1", "2"]) seats.set(seatOf(FIRST, guildId));
		seats.set(seatOf(SECOND, "3"));
		assert.deepEqual(seats.guildsOf(FIRST), ["1", "2"]);
	});
});

describe("voiceSessionIdOf", () => {
	it("should differ by guild and by session", () => {
		const ids = [voiceSessionIdOf("1", FIRST), voiceSessionIdOf("2", FIRST), voiceSessionIdOf("1", SECOND)];
		assert.equal(new Set(ids).size, 3);
	});
});
