/// <reference types="@rbxts/testez/globals" />

import { GatewayOpcode, gatewayOpcodeOf } from "../../../src/protocol/gateway/opcode";

/** By hand from the docs. */
const EXPECTED: ReadonlyArray<readonly [name: string, value: number]> = [
	["Dispatch", 0],
	["Heartbeat", 1],
	["Identify", 2],
	["Presence Update", 3],
	["Voice State Update", 4],
	["Resume", 6],
	["Reconnect", 7],
	["Request Guild Members", 8],
	["Invalid Session", 9],
	["Hello", 10],
	["Heartbeat ACK", 11],
	["Request Soundboard Sounds", 31],
	["Request Channel Info", 43],
];

export = () => {
	describe("GatewayOpcode", () => {
		for (const [name, value] of EXPECTED) {
			it(`should number ${name} as ${value}`, () => {
				expect(gatewayOpcodeOf(name)).to.equal(value);
				expect(GatewayOpcode[value]).to.be.ok();
			});
		}
	});

	describe("gatewayOpcodeOf", () => {
		it("should take every spelling", () => {
			for (const name of ["PRESENCE_UPDATE", "PresenceUpdate", "presenceUpdate", "presence update"]) {
				expect(gatewayOpcodeOf(name)).to.equal(3);
			}
		});

		it("should know no other name", () => {
			for (const name of ["", "Login", "10", "Voice"]) expect(gatewayOpcodeOf(name)).to.equal(undefined);
		});
	});
};
