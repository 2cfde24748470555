/// <reference types="@rbxts/testez/globals" />

import { readConnectionEvent, readDispatch } from "../../../src/protocol/gateway/serverEvent";
import { GatewayPayload } from "../../../src/protocol/gateway/payload";
import { isSame } from "../../support/isSame";

const READY = { session_id: "s", resume_gateway_url: "wss://r", user: { id: "1" }, guilds: [] };
const STATE = { guild_id: "1", user_id: "3", session_id: "4" };
const SERVER = { token: "t", guild_id: "1" };

/** Written by hand: name, body, event. */
const DISPATCHES: ReadonlyArray<readonly [name: string, d: unknown, event: unknown]> = [
	["READY", READY, { kind: "ready", ready: READY }],
	["READY", { session_id: "s" }, { kind: "ready", ready: { session_id: "s", guilds: [] } }],
	["READY", "no", undefined],
	["RESUMED", undefined, { kind: "resumed" }],
	["GUILD_CREATE", { id: "1" }, { kind: "guildCreate", guild: { id: "1" } }],
	["GUILD_CREATE", {}, undefined],
	["GUILD_DELETE", { id: "1", unavailable: true }, { kind: "guildDelete", guild: { id: "1", unavailable: true } }],
	["VOICE_STATE_UPDATE", STATE, { kind: "voiceState", state: STATE }],
	["VOICE_STATE_UPDATE", { user_id: "3" }, { kind: "voiceState", state: { user_id: "3" } }],
	["VOICE_STATE_UPDATE", { session_id: "4" }, undefined],
	["VOICE_SERVER_UPDATE", SERVER, { kind: "voiceServer", server: SERVER }],
	["VOICE_SERVER_UPDATE", "no", undefined],
	["MESSAGE_CREATE", { content: "hi" }, "other"],
	["", undefined, "other"],
];

/** Written by hand: message, event. */
const MESSAGES: ReadonlyArray<readonly [payload: GatewayPayload, event: unknown]> = [
	[
		{ op: 10, d: { heartbeat_interval: 41250 } },
		{ kind: "hello", interval: 41250 },
	],
	[{ op: 10, d: { heartbeat_interval: 0 } }, { kind: "hello" }],
	[{ op: 10 }, { kind: "hello" }],
	[{ op: 1 }, { kind: "requested" }],
	[{ op: 11 }, { kind: "acknowledged" }],
	[{ op: 7 }, { kind: "reconnect" }],
	[
		{ op: 9, d: true },
		{ kind: "invalidated", isResumable: true },
	],
	[
		{ op: 9, d: false },
		{ kind: "invalidated", isResumable: false },
	],
	[{ op: 9 }, { kind: "invalidated", isResumable: false }],
	[{ op: 0, t: "READY" }, "other"],
	[{ op: 77 }, "other"],
];

export = () => {
	describe("readDispatch", () => {
		DISPATCHES.forEach(([name, d, event], index) => {
			it(`should read ${name}, case ${index}`, () => {
				expect(isSame(readDispatch(name, d), event)).to.equal(true);
			});
		});
	});

	describe("readConnectionEvent", () => {
		MESSAGES.forEach(([payload, event], index) => {
			it(`should read opcode ${payload.op}, case ${index}`, () => {
				expect(isSame(readConnectionEvent(payload), event)).to.equal(true);
			});
		});
	});
};
