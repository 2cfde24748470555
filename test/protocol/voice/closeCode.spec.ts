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
	[4001, "identify"],
	[4002, "identify"],
	[4003, "identify"],
	[4004, "stop"],
	[4005, "identify"],
	[4006, "renew"],
	[4007, "identify"], // not documented for voice
	[4009, "renew"],
	[4011, "renew"],
	[4012, "stop"],
	[4014, "stop"],
	[4015, "resume"],
	[4016, "stop"],
	[4017, "stop"],
	[4020, "identify"],
	[4021, "stop"],
	[4022, "stop"],
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
