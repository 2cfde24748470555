/** A room of the largest voice channel size with davey clients. Takes about a second, so it has its own file. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DaveChannel } from "../support/DaveChannel.ts";

describe("a room", () => {
	it("should hold 100 members and remove one", () => {
		const channel = new DaveChannel();
		for (let user = 2; user <= 99; user += 1) channel.joinSilently(String(user));
		channel.join("1");
		channel.settle();
		channel.join("100");
		channel.settle();
		channel.expire();
		const members = new Set(Array.from({ length: 100 }, (_, at) => String(at + 1)));
		const codes = new Set<string>();
		const check = (): void => {
			assert.deepEqual(new Set(channel.room.state().members), members);
			assert.deepEqual(channel.room.state().transitions, []);
			const [code, ...others] = new Set(channel.peers.map(({ privacyCode }) => privacyCode));
			assert.deepEqual(others, []);
			codes.add(code!);
			for (const { groupUserIds } of channel.peers) assert.deepEqual(new Set(groupUserIds), members);
		};
		check();
		channel.leave("50");
		channel.settle();
		channel.expire();
		members.delete("50");
		check();
		assert.equal(codes.size, 2);
	});
});
