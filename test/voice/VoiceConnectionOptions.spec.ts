/// <reference types="@rbxts/testez/globals" />

import { refuseMisplaced } from "../../src/runtime/refuseMisplaced";
import { MISPLACED_VOICE_OPTIONS } from "../../src/voice/VoiceConnectionOptions";

export = () => {
	describe("MISPLACED_VOICE_OPTIONS", () => {
		for (const name of ["environment", "voice", "guildId", "channelId"]) {
			it(`should refuse ${name}`, () => {
				expect(() => refuseMisplaced("VoiceConnection", { [name]: {} }, MISPLACED_VOICE_OPTIONS)).to.throw(
					`VoiceConnection has no option ${name}: write `,
				);
			});
		}
	});
};
