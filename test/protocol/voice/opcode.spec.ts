/// <reference types="@rbxts/testez/globals" />

import { BINARY_VOICE_OPCODES, VoiceOpcode } from "../../../src/protocol/voice/opcode";

/** By hand, from the docs. */
const NUMBERS: ReadonlyArray<readonly [name: keyof typeof VoiceOpcode, opcode: number]> = [
	["Identify", 0],
	["SelectProtocol", 1],
	["Ready", 2],
	["Heartbeat", 3],
	["SessionDescription", 4],
	["Speaking", 5],
	["HeartbeatAck", 6],
	["Resume", 7],
	["Hello", 8],
	["Resumed", 9],
	["ClientsConnect", 11],
	["ClientDisconnect", 13],
	["DavePrepareTransition", 21],
	["DaveExecuteTransition", 22],
	["DaveTransitionReady", 23],
	["DavePrepareEpoch", 24],
	["DaveMlsExternalSender", 25],
	["DaveMlsKeyPackage", 26],
	["DaveMlsProposals", 27],
	["DaveMlsCommitWelcome", 28],
	["DaveMlsAnnounceCommitTransition", 29],
	["DaveMlsWelcome", 30],
	["DaveMlsInvalidCommitWelcome", 31],
];

export = () => {
	describe("VoiceOpcode", () => {
		it("should have the numbers of the docs", () => {
			for (const [name, opcode] of NUMBERS) expect(VoiceOpcode[name]).to.equal(opcode);
		});
	});

	describe("BINARY_VOICE_OPCODES", () => {
		it("should be the binary ones of the DAVE whitepaper", () => {
			for (let opcode = 0; opcode <= 40; opcode++) {
				const isBinary = opcode >= 25 && opcode <= 30;
				expect(BINARY_VOICE_OPCODES.has(opcode)).to.equal(isBinary);
			}
		});
	});
};
