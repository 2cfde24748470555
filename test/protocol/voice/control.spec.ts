/// <reference types="@rbxts/testez/globals" />

import { readControl } from "../../../src/protocol/voice/control";
import { VoicePayload } from "../../../src/protocol/voice/payload";
import { decodeJson } from "../../../src/runtime/json";

/** A message, and what it means for the transport; "-" for nothing. */
const KINDS: ReadonlyArray<readonly [text: string, kind: string]> = [
	['{"op":2,"d":{}}', "settled"],
	['{"op":9}', "settled"],
	['{"op":3}', "requested"],
	['{"op":6,"d":{"t":7}}', "acknowledged"],
	['{"op":6,"d":7}', "malformed"],
	['{"op":8,"d":{"heartbeat_interval":5}}', "hello"],
	['{"op":8,"d":{"heartbeat_interval":-5}}', "malformed"],
	['{"op":0}', "-"],
	['{"op":5,"d":{}}', "-"],
	['{"op":99}', "-"],
];

export = () => {
	describe("readControl", () => {
		for (const [text, kind] of KINDS) {
			it(`should read ${text} as ${kind}`, () => {
				expect(readControl(decodeJson(text) as VoicePayload)?.kind ?? "-").to.equal(kind);
			});
		}
	});
};
