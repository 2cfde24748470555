/// <reference types="@rbxts/testez/globals" />

import { VoicePayload } from "../../../src/protocol/voice/payload";
import { readServerEvent } from "../../../src/protocol/voice/serverEvent";
import { decodeJson } from "../../../src/runtime/json";

/** A message, and the event in it; "other" for one without a row, "malformed" for one whose body is wrong. */
const EVENTS: ReadonlyArray<readonly [text: string, kind: string]> = [
	['{"op":2,"d":{"ssrc":1,"ip":"127.0.0.1","port":2,"modes":[]}}', "ready"],
	['{"op":2,"d":{}}', "malformed"],
	['{"op":4,"d":{"mode":"m","secret_key":[1]}}', "sessionDescription"],
	['{"op":4}', "malformed"],
	['{"op":5,"d":{"user_id":"7","ssrc":1,"speaking":5}}', "speaking"],
	['{"op":5,"d":{"ssrc":1}}', "malformed"],
	['{"op":9,"d":null}', "resumed"],
	['{"op":11,"d":{"user_ids":["7"]}}', "clientsConnect"],
	['{"op":11,"d":{"user_ids":7}}', "malformed"],
	['{"op":13,"d":{"user_id":"7"}}', "clientDisconnect"],
	['{"op":13,"d":{}}', "malformed"],
	['{"op":8,"d":{}}', "other"],
	['{"op":99}', "other"],
];

export = () => {
	describe("readServerEvent", () => {
		for (const [text, kind] of EVENTS) {
			it(`should read ${text} as ${kind}`, () => {
				const event = readServerEvent(decodeJson(text) as VoicePayload);
				expect(event === undefined ? "malformed" : event === "other" ? event : event.kind).to.equal(kind);
			});
		}

		it("should name the fields in this package's words", () => {
			const event = readServerEvent({ op: 5, d: { user_id: "7", ssrc: 1, speaking: 5 } });
			assert(event !== undefined && event !== "other" && event.kind === "speaking");
			expect(event.speaking.userId).to.equal("7");
			expect(event.speaking.ssrc).to.equal(1);
			expect(event.speaking.flags).to.equal(5);
		});
	});
};
