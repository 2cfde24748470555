/// <reference types="@rbxts/testez/globals" />

import { VoicePayload } from "../../../src/protocol/voice/payload";
import { readServerEvent, ServerEvent } from "../../../src/protocol/voice/serverEvent";
import { decodeJson } from "../../../src/runtime/json";

/**
 * A field, missing, null or of a wrong type, and what the session makes of it. By hand, from the question "can the session
 * live without it?": only a body without any use is malformed.
 */
const EVENTS: ReadonlyArray<readonly [text: string, told: string]> = [
	['{"op":2,"d":{"ssrc":1,"ip":"127.0.0.1","port":2,"modes":["a","b"]}}', "ready 1 127.0.0.1 2 a,b"],
	['{"op":2,"d":{"ssrc":1,"ip":"127.0.0.1","port":2}}', "ready 1 127.0.0.1 2 -"],
	['{"op":2,"d":{"ssrc":1,"ip":"127.0.0.1","port":2,"modes":null}}', "ready 1 127.0.0.1 2 -"],
	['{"op":2,"d":{"ssrc":1,"ip":"127.0.0.1","port":2,"modes":"a"}}', "ready 1 127.0.0.1 2 -"],
	['{"op":2,"d":{"ssrc":1,"ip":"127.0.0.1","port":2,"modes":["a",1,"b"]}}', "ready 1 127.0.0.1 2 a,b"],
	['{"op":2,"d":{"ssrc":1,"port":2,"modes":["a"]}}', "ready 1 nil 2 a"],
	['{"op":2,"d":{"ssrc":1,"ip":null,"port":2,"modes":["a"]}}', "ready 1 nil 2 a"],
	['{"op":2,"d":{"ssrc":1,"ip":7,"port":2,"modes":["a"]}}', "ready 1 nil 2 a"],
	['{"op":2,"d":{"ssrc":1,"ip":"x","port":"2","modes":["a"]}}', "ready 1 x nil a"],
	['{"op":2,"d":{"ssrc":1,"ip":"x","modes":["a"]}}', "ready 1 x nil a"],
	['{"op":2,"d":{"ip":"x","port":2,"modes":["a"]}}', "ready nil x 2 a"],
	['{"op":2,"d":{"ssrc":"1","ip":"x","port":2,"modes":["a"]}}', "ready nil x 2 a"],
	['{"op":2,"d":{"ssrc":null,"ip":"x","port":2,"modes":["a"]}}', "ready nil x 2 a"],
	['{"op":2,"d":{}}', "ready nil nil nil -"],
	['{"op":2,"d":[]}', "ready nil nil nil -"],
	['{"op":2,"d":null}', "ready nil nil nil -"],
	['{"op":2,"d":7}', "ready nil nil nil -"],
	['{"op":2}', "ready nil nil nil -"],

	['{"op":4,"d":{"mode":"m","secret_key":[1,2],"dave_protocol_version":1}}', "description m 1,2 1"],
	['{"op":4,"d":{"mode":"m","secret_key":[1,2]}}', "description m 1,2 nil"],
	['{"op":4,"d":{"mode":"m","secret_key":[1,2],"dave_protocol_version":null}}', "description m 1,2 nil"],
	['{"op":4,"d":{"mode":"m","secret_key":[1,2],"dave_protocol_version":"1"}}', "description m 1,2 nil"],
	['{"op":4,"d":{"mode":"m","secret_key":"no","dave_protocol_version":1}}', "description m nil 1"],
	['{"op":4,"d":{"mode":"m","dave_protocol_version":1}}', "description m nil 1"],
	['{"op":4,"d":{"mode":7,"secret_key":[1],"dave_protocol_version":1}}', "description nil 1 1"],
	['{"op":4,"d":{"secret_key":[1],"dave_protocol_version":0}}', "description nil 1 0"],
	['{"op":4,"d":{"video_codec":"H264"}}', "description nil nil nil"],
	['{"op":4}', "description nil nil nil"],

	['{"op":5,"d":{"user_id":"7","ssrc":1,"speaking":5}}', "mapped 7 1 5"],
	['{"op":5,"d":{"user_id":"7","ssrc":1}}', "mapped 7 1 0"],
	['{"op":5,"d":{"user_id":"7","ssrc":1,"speaking":null}}', "mapped 7 1 0"],
	['{"op":5,"d":{"user_id":"7","ssrc":1,"speaking":true}}', "mapped 7 1 0"],
	['{"op":5,"d":{"user_id":"7","ssrc":1,"speaking":"1"}}', "mapped 7 1 0"],
	['{"op":5,"d":{"user_id":"7","speaking":1}}', "mapped 7 nil 1"],
	['{"op":5,"d":{"user_id":"7","ssrc":null,"speaking":1}}', "mapped 7 nil 1"],
	['{"op":5,"d":{"user_id":"7","ssrc":"1","speaking":1}}', "mapped 7 nil 1"],
	['{"op":5,"d":{"ssrc":1,"speaking":1}}', "malformed"],
	['{"op":5,"d":{"user_id":null,"ssrc":1,"speaking":1}}', "malformed"],
	['{"op":5,"d":{"user_id":7,"ssrc":1,"speaking":1}}', "malformed"],
	['{"op":5}', "malformed"],

	['{"op":9,"d":null}', "resumed"],
	['{"op":9}', "resumed"],
	['{"op":9,"d":"why"}', "resumed"],

	['{"op":11,"d":{"user_ids":["7","8"]}}', "connect 7,8"],
	['{"op":11,"d":{"user_ids":["7",8,null,"9"]}}', "connect 7,9"],
	['{"op":11,"d":{"user_ids":[7]}}', "connect "],
	['{"op":11,"d":{"user_ids":[]}}', "connect "],
	['{"op":11,"d":{"user_ids":"7"}}', "malformed"],
	['{"op":11,"d":{"user_ids":7}}', "malformed"],
	['{"op":11,"d":{"user_ids":null}}', "malformed"],
	['{"op":11,"d":{}}', "malformed"],
	['{"op":11}', "malformed"],

	['{"op":13,"d":{"user_id":"7"}}', "disconnect 7"],
	['{"op":13,"d":{"user_id":7}}', "malformed"],
	['{"op":13,"d":{"user_id":null}}', "malformed"],
	['{"op":13,"d":{}}', "malformed"],
	['{"op":13}', "malformed"],

	['{"op":8,"d":{}}', "other"],
	['{"op":99}', "other"],
];

function tell(event: ServerEvent | "other" | undefined): string {
	if (event === undefined) return "malformed";
	if (event === "other" || event.kind === "resumed") return event === "other" ? event : event.kind;
	if (event.kind === "clientsConnect") return `connect ${event.userIds.join(",")}`;
	if (event.kind === "clientDisconnect") return `disconnect ${event.userId}`;
	if (event.kind === "speakerMapped") {
		const { userId, ssrc, flags } = event.mapping;
		return `mapped ${userId} ${ssrc} ${flags}`;
	}
	if (event.kind === "ready") {
		const { ssrc, ip, port, modes } = event.ready;
		return `ready ${ssrc} ${ip} ${port} ${modes.isEmpty() ? "-" : modes.join(",")}`;
	}
	const { mode, secret_key, dave_protocol_version } = event.description;
	return `description ${mode} ${secret_key?.join(",")} ${dave_protocol_version}`;
}

export = () => {
	describe("readServerEvent", () => {
		for (const [text, told] of EVENTS) {
			it(`should read ${text} as ${told}`, () => {
				expect(tell(readServerEvent(decodeJson(text) as VoicePayload))).to.equal(told);
			});
		}

		it("should reject bytes in place of a body", () => {
			expect(tell(readServerEvent({ op: 11, d: buffer.create(4) }))).to.equal("malformed");
			expect(tell(readServerEvent({ op: 2, d: buffer.create(4) }))).to.equal("ready nil nil nil -");
		});

		it("should pass undocumented members on", () => {
			const event = readServerEvent({ op: 2, d: { ssrc: 1, experiments: ["x"] } });
			assert(event !== undefined && event !== "other" && event.kind === "ready");
			expect((event.ready as { experiments?: Array<string> }).experiments?.join()).to.equal("x");
		});
	});
};
