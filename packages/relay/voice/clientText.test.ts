import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readClientText } from "./clientText.ts";

const IDENTIFY = {
	server_id: "1",
	user_id: "104694319306248201",
	session_id: "session",
	token: "token",
	max_dave_protocol_version: 0,
	channel_id: "127121515262115840",
};
const OTHER = { kind: "other" };

const identify = (changes: object): string => JSON.stringify({ op: 0, d: { ...IDENTIFY, ...changes } });

describe("readClientText", () => {
	it("should announce DAVE in Identify, and remove the channel", () => {
		const message = readClientText(identify({}));
		assert.ok(message.kind === "identify" && message.dave !== undefined);
		assert.deepEqual(JSON.parse(message.dave.text), {
			op: 0,
			d: {
				server_id: "1",
				user_id: "104694319306248201",
				session_id: "session",
				token: "token",
				max_dave_protocol_version: 1,
			},
		});
		assert.deepEqual(message.name, { sessionId: "session", token: "token" });
		assert.deepEqual(message.dave.identity, { userId: "104694319306248201", channelId: "127121515262115840" });
	});

	it("should read an Identify without DAVE's fields", () => {
		const message = { kind: "identify", name: { sessionId: "session", token: "token" } };
		for (const changes of [
			{ channel_id: undefined },
			{ channel_id: "" },
			{ channel_id: 127 },
			{ channel_id: "18446744073709551616" },
			{ user_id: "x" },
		]) {
			assert.deepEqual(readClientText(identify(changes)), message, JSON.stringify(changes));
		}
	});

	it("should not change an Identify that names no session", () => {
		for (const changes of [{ session_id: undefined }, { token: 1 }]) {
			assert.deepEqual(readClientText(identify(changes)), OTHER, JSON.stringify(changes));
		}
	});

	it("should read a Resume, and remove its encrypted flag", () => {
		const d = { server_id: "1", session_id: "session", token: "token", seq_ack: 4 };
		const text = JSON.stringify({ op: 7, d });
		const message = { kind: "resume", name: { sessionId: "session", token: "token" }, isEncrypted: false, text };
		assert.deepEqual(readClientText(text), message);
		const told = JSON.stringify({ op: 7, d: { ...d, encrypted: true } });
		assert.deepEqual(readClientText(told), { ...message, isEncrypted: true });
	});

	it("should recognize DAVE messages, and op 1", () => {
		for (let op = 1; op < 40; op += 1) {
			const kind = op >= 21 && op <= 31 ? "dave" : op === 1 ? "selectProtocol" : "other";
			assert.equal(readClientText(JSON.stringify({ op, d: {} })).kind, kind, `op ${op}`);
		}
	});

	it("should not change unreadable text", () => {
		for (const text of ["", "{", "null", "[]", "7", '{"op":"7"}', '{"op":7}', '{"op":7,"d":4}']) {
			assert.deepEqual(readClientText(text), OTHER, text);
		}
		assert.deepEqual(readClientText(identify({ padding: " ".repeat(16_384) })), OTHER);
	});

	it("should not change text nested too deeply to write", () => {
		const nested = "[".repeat(7000) + "]".repeat(7000);
		const read = (op: number): unknown => {
			const text = JSON.stringify({ op, d: { ...IDENTIFY, nested: 0 } });
			return readClientText(text.replace('"nested":0', `"nested":${nested}`));
		};
		assert.deepEqual(read(0), { kind: "identify", name: { sessionId: "session", token: "token" } });
		assert.deepEqual(read(7), OTHER);
	});
});
