/// <reference types="@rbxts/testez/globals" />

import {
	encodeHeartbeat,
	identifyPayload,
	isVoicePayload,
	resumePayload,
	selectProtocolPayload,
	speakingPayload,
} from "../../../src/protocol/voice/payload";
import { decodeJson, encodeJson } from "../../../src/runtime/json";
import voice from "../../vectors/voice.json";

const CREDENTIALS = { serverId: "41771983423143937", userId: "104694319306248192", sessionId: "s1", token: "t1" };

type Guard = (value: unknown) => boolean;

/** Guard, and the JSON that it accepts and rejects. */
const GUARDS: ReadonlyArray<readonly [name: string, guard: Guard, good: Array<string>, bad: Array<string>]> = [
	["isVoicePayload", isVoicePayload, ['{"op":0}', '{"op":99,"d":null}'], ["1", "[]", '{"op":"0"}', '{"d":{}}']],
];

export = () => {
	describe("guards", () => {
		for (const [name, guard, good, bad] of GUARDS) {
			it(`${name} should accept messages of the server only`, () => {
				for (const text of good) expect(guard(decodeJson(text))).to.equal(true);
				for (const text of bad) expect(guard(decodeJson(text))).to.equal(false);
				expect(guard(undefined)).to.equal(false);
			});
		}
	});

	describe("builders", () => {
		it("should match the shared vectors", () => {
			const built: Record<string, unknown> = {
				identify: identifyPayload(CREDENTIALS, 0),
				resume: resumePayload(CREDENTIALS, 10),
				resumeWithoutSequence: resumePayload(CREDENTIALS, -1),
				selectProtocol: selectProtocolPayload("127.0.0.1", 1337, "aead_aes256_gcm_rtpsize"),
				speaking: speakingPayload(5, 1),
				heartbeat: decodeJson(encodeHeartbeat(1501184119561, 10)),
			};
			for (const [name, text] of pairs(voice.client)) {
				expect(deepEqual(decodeJson(encodeJson(built[name])), decodeJson(text))).to.equal(true);
			}
		});
	});

	describe("identifyPayload", () => {
		it("should name the channel only to a relay that speaks DAVE", () => {
			const credentials = { ...CREDENTIALS, channelId: "127121515262115840" };
			expect(identifyPayload(credentials, 0).d.channel_id).to.equal(undefined);
			expect(identifyPayload(credentials, 0, true).d.channel_id).to.equal("127121515262115840");
			expect(identifyPayload(credentials, 0, true).d.max_dave_protocol_version).to.equal(0);
		});
	});

	describe("encodeHeartbeat", () => {
		it("should print the nonce without exponent, whatever its size", () => {
			expect(encodeHeartbeat(2 ** 53 - 1, 65535)).to.equal('{"op":3,"d":{"t":9007199254740991,"seq_ack":65535}}');
			expect(encodeHeartbeat(0, -1)).to.equal('{"op":3,"d":{"t":0,"seq_ack":-1}}');
		});
	});
};

function deepEqual(left: unknown, right: unknown): boolean {
	if (!typeIs(left, "table") || !typeIs(right, "table")) return left === right;
	for (const [key, value] of pairs(left as Record<string, unknown>)) {
		if (!deepEqual(value, (right as Record<string, unknown>)[key])) return false;
	}
	for (const [key] of pairs(right as Record<string, unknown>)) {
		if ((left as Record<string, unknown>)[key] === undefined) return false;
	}
	return true;
}
