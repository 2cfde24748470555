/// <reference types="@rbxts/testez/globals" />

import { CloseAction, VOICE_CLOSE_ACTIONS, voiceCloseAction } from "../../../src/protocol/voice/closeCode";

/** By hand, from the docs and the policy that `closeCode` states. */
const EXPECTED: ReadonlyArray<readonly [code: number | undefined, action: CloseAction]> = [
	[undefined, "resume"], // a lost link
	[1000, "resume"],
	[1001, "resume"],
	[1006, "resume"],
	[3999, "resume"],
	[4000, "identify"], // not documented for voice
	[4001, "identifyOnce"],
	[4002, "identifyOnce"],
	[4003, "identifyOnce"],
	[4004, "stop"],
	[4005, "identifyOnce"],
	[4006, "renew"],
	[4007, "identify"], // not documented for voice
	[4009, "renew"],
	[4011, "renew"],
	[4012, "stop"],
	[4014, "move"],
	[4015, "resume"],
	[4016, "stop"],
	[4017, "stop"],
	[4020, "identifyOnce"],
	[4021, "stop"],
	[4022, "move"],
	[4999, "identify"], // not documented
];

export = () => {
	describe("voiceCloseAction", () => {
		for (const [code, action] of EXPECTED) {
			it(`should ${action} after ${code ?? "no close frame"}`, () => {
				expect(voiceCloseAction(code)).to.equal(action);
			});
		}
	});

	describe("VOICE_CLOSE_ACTIONS", () => {
		it("should have a row for each documented code, tested above", () => {
			const tested = new Set<number>();
			for (const [code] of EXPECTED) if (code !== undefined) tested.add(code);
			let rows = 0;
			for (const [code] of VOICE_CLOSE_ACTIONS) {
				expect(tested.has(code)).to.equal(true);
				rows += 1;
			}
			expect(rows).to.equal(16);
		});
	});
};
