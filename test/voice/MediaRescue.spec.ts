/// <reference types="@rbxts/testez/globals" />

import { fixedCredentials } from "../../src/voice/CredentialSource";
import { MediaRescue } from "../../src/voice/MediaRescue";
import { FakeScheduler } from "../support/FakeScheduler";
import { FakeSource } from "../support/voiceHarness";

const FIXED = { serverId: "1", userId: "2", sessionId: "s", token: "t", endpoint: "voice.example:443" };

export = () => {
	describe("MediaRescue", () => {
		it("should allow three fresh sessions in ten minutes", () => {
			const scheduler = new FakeScheduler();
			const rescue = new MediaRescue(scheduler, new FakeSource());
			for (const _ of $range(1, 3)) expect(rescue.take()).to.equal(undefined);
			expect(rescue.take()?.find("3 fresh sessions in 10 minutes did not help", 1, true)[0]).to.be.ok();
			scheduler.advance(600);
			expect(rescue.take()).to.equal(undefined);
		});

		it("should allow none with fixed credentials", () => {
			const rescue = new MediaRescue(new FakeScheduler(), fixedCredentials(FIXED));
			expect(rescue.take()?.find("its credentials are fixed", 1, true)[0]).to.be.ok();
		});
	});
};
