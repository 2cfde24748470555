/// <reference types="@rbxts/testez/globals" />

import { GatewayOpcode } from "../../../src/protocol/gateway/opcode";

/** Written by hand from the docs. */
const EXPECTED: ReadonlyArray<readonly [name: string, value: number]> = [
	["Dispatch", 0],
	["Heartbeat", 1],
	["Identify", 2],
	["PresenceUpdate", 3],
	["VoiceStateUpdate", 4],
	["Resume", 6],
	["Reconnect", 7],
	["RequestGuildMembers", 8],
	["InvalidSession", 9],
	["Hello", 10],
	["HeartbeatAck", 11],
	["RequestSoundboardSounds", 31],
	["RequestChannelInfo", 43],
];

export = () => {
	describe("GatewayOpcode", () => {
		it("should have these values only", () => {
			const values = new Set<number>();
			for (const [, value] of pairs(GatewayOpcode as unknown as Record<string | number, unknown>)) {
				if (typeIs(value, "number")) values.add(value);
			}
			expect(values.size()).to.equal(EXPECTED.size());
		});

		for (const [name, value] of EXPECTED) {
			it(`should number ${name} as ${value}`, () => {
				expect(GatewayOpcode[value]).to.equal(name);
			});
		}
	});
};
