/// <reference types="@rbxts/testez/globals" />

import { wireRoom } from "../../src/room/RoomCarrier";
import { canonical } from "../support/canonical";

const CHANNEL = { bot: undefined, guildId: "8", channelId: "9", speakers: undefined };

export = () => {
	describe("wireRoom", () => {
		it("should name the guild and the channel", () => {
			expect(canonical(wireRoom(CHANNEL, undefined))).to.equal(canonical({ guild: "8", channel: "9" }));
		});

		it("should name a bot, speakers, and the cursor", () => {
			const wire = wireRoom({ ...CHANNEL, bot: "main", speakers: true }, { term: 7, n: 4 });
			const expected = { bot: "main", guild: "8", channel: "9", speakers: true, from: [7, 4] };
			expect(canonical(wire)).to.equal(canonical(expected));
		});
	});
};
