/** Opcodes sent by a script: documented ones, undocumented ones used by live servers, and arbitrary ones. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, join, startServer } from "../support/fixtures.ts";

/** From userdoccers (unofficial): undocumented opcodes sent by live servers, with example payloads. */
const UNDOCUMENTED: ReadonlyArray<readonly [opcode: number, name: string, d: unknown]> = [
	[12, "Video", { user_id: "1", audio_ssrc: 1, video_ssrc: 0, streams: [] }],
	[14, "Session Update", { audio_codec: "opus", video_codec: "H264", media_session_id: "0" }],
	[15, "Media Sink Wants", { any: 100 }],
	[16, "Voice Backend Version", { voice: "0.8.24", rtc_worker: "0.3.18" }],
	[18, "Client Flags", { user_id: "1", flags: 2 }],
	[20, "Client Platform", { user_id: "1", platform: 0 }],
	[32, "No Route", {}],
	[200, "a future one", null],
];

describe("sendToSession", () => {
	for (const [opcode, name, d] of UNDOCUMENTED) {
		it(`should send op ${opcode}, ${name}`, async (context) => {
			const { server } = await startServer(context);
			const client = await join(server);
			assert.equal(server.sendToSession(ALICE.sessionId, opcode, d), 1);
			assert.deepEqual(await client.settle(), [{ op: opcode, d, seq: 1 }]);
		});
	}
});
