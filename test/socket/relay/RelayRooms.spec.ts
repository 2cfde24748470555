/// <reference types="@rbxts/testez/globals" />

import { ServerClosing } from "../../../src/runtime/ServerClosing";
import { FakeScheduler } from "../../support/FakeScheduler";
import { makeRelay } from "../../support/openRelay";
import { RecordingLogger } from "../../support/RecordingLogger";

const IDS = { guildId: "8", channelId: "9" };

export = () => {
	describe("RelayRooms", () => {
		it("should end every room with the relay, and the link", () => {
			const { relay, far, scheduler } = makeRelay();
			const room = relay.watchVoiceChannel(IDS);
			const guild = relay.watchGuildVoice("8");
			scheduler.advance(1);
			relay.close();
			expect(`${room.state} ${guild.state}`).to.equal("closed closed");
			scheduler.advance(1);
			expect(far.linkCount()).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should watch on a new link after the relay was closed", () => {
			const { relay, far, scheduler } = makeRelay();
			relay.watchVoiceChannel(IDS);
			scheduler.advance(1);
			relay.close();
			relay.watchVoiceChannel(IDS);
			scheduler.advance(1);
			expect(far.requestCount("create")).to.equal(2);
		});

		it("should reject bad options before it asks the relay", () => {
			const { relay, far, scheduler } = makeRelay();
			const numbers = { guildId: 8, channelId: 9 } as unknown as typeof IDS;
			expect(() => relay.watchVoiceChannel(numbers)).to.throw("guildId must be a string, got the number 8");
			expect(() => relay.watchGuildVoice("x")).to.throw("guildId must be 1 to 20 digits");
			scheduler.advance(1);
			expect(far.seen.size()).to.equal(0);
		});

		it("should end the rooms, then the link, when the game server closes", () => {
			const bound: Array<() => void> = [];
			const scheduler = new FakeScheduler();
			const closing = new ServerClosing((callback) => bound.push(callback), scheduler, new RecordingLogger());
			const { relay, far } = makeRelay({ closing }, scheduler);
			const stopped = relay.watchVoiceChannel(IDS);
			const room = relay.watchVoiceChannel(IDS);
			scheduler.advance(1);
			stopped.stop();
			scheduler.advance(1);
			let closedAt = -1;
			scheduler.spawn(() => {
				for (const callback of bound) callback();
				closedAt = scheduler.now();
			});
			const began = scheduler.now();
			scheduler.advance(5);
			expect(closedAt - began >= 0 && closedAt - began < 1).to.equal(true);
			expect(room.state).to.equal("closed");
			expect(far.carried[3]).to.equal("2 c []");
			expect(far.seen[far.seen.size() - 1].kind).to.equal("delete");
			expect(far.linkCount()).to.equal(0);
			scheduler.advance(60);
			expect(far.requestCount("create")).to.equal(1);
		});
	});
};
