/// <reference types="@rbxts/testez/globals" />

import { freshRoom, membersOf } from "../../../src/protocol/room/roomState";

export = () => {
	describe("freshRoom", () => {
		it("should have the channel of its room, and no speakers", () => {
			const room = freshRoom("9");
			expect(room.channels.size()).to.equal(1);
			expect(room.channels.get("9")?.roster.size()).to.equal(0);
			expect(room.speakers).to.equal("none");
			expect(room.cursor).to.equal(undefined);
		});

		it("should have no channel for a guild", () => {
			expect(freshRoom(undefined).channels.size()).to.equal(0);
		});
	});

	describe("membersOf", () => {
		it("should name the channel of each member", () => {
			const roster = new Map([["1", { userId: "1", speaking: undefined, level: 0 }]]);
			const channels = new Map([["9", { name: "", roster }]]);
			const members = membersOf({ ...freshRoom(undefined), channels });
			expect(members.size()).to.equal(1);
			expect(members.get("1")?.channelId).to.equal("9");
		});
	});
};
