/// <reference types="@rbxts/testez/globals" />

import { Control, readControl } from "../../../src/protocol/voice/control";
import { VoicePayload } from "../../../src/protocol/voice/payload";
import { decodeJson } from "../../../src/runtime/json";

/** A message, and what it means for the transport; "-" for nothing. */
const KINDS: ReadonlyArray<readonly [text: string, kind: string]> = [
	['{"op":2,"d":{}}', "settled"],
	['{"op":2}', "settled"],
	['{"op":9}', "settled"],
	['{"op":3}', "requested"],
	['{"op":3,"d":{"t":"odd"}}', "requested"],
	['{"op":6,"d":{"t":7}}', "acknowledged 7"],
	['{"op":6,"d":{"t":7,"seq":1}}', "acknowledged 7"],
	['{"op":6,"d":{"t":"7"}}', "acknowledged nil"],
	['{"op":6,"d":{"t":null}}', "acknowledged nil"],
	['{"op":6,"d":7}', "acknowledged nil"],
	['{"op":6}', "acknowledged nil"],
	['{"op":8,"d":{"heartbeat_interval":5}}', "hello 5"],
	['{"op":8,"d":{"v":8,"heartbeat_interval":13750.5,"extra":{}}}', "hello 13750.5"],
	['{"op":8,"d":{"heartbeat_interval":-5}}', "malformed"],
	['{"op":8,"d":{"heartbeat_interval":0}}', "malformed"],
	['{"op":8,"d":{"heartbeat_interval":"5"}}', "malformed"],
	['{"op":8,"d":{"heartbeat_interval":null}}', "malformed"],
	['{"op":8,"d":{}}', "malformed"],
	['{"op":8}', "malformed"],
	['{"op":0}', "-"],
	['{"op":5,"d":{}}', "-"],
	['{"op":99}', "-"],
];

function tell(control: Control | undefined): string {
	if (control === undefined) return "-";
	if (control.kind === "hello") return `hello ${control.interval}`;
	return control.kind === "acknowledged" ? `acknowledged ${control.nonce}` : control.kind;
}

export = () => {
	describe("readControl", () => {
		for (const [text, kind] of KINDS) {
			it(`should read ${text} as ${kind}`, () => {
				expect(tell(readControl(decodeJson(text) as VoicePayload))).to.equal(kind);
			});
		}
	});
};
