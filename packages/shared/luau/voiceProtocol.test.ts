/** Voice policies of `src/protocol/` under Node: each module loads, and gives what its spec expects under Luau. Expected values by hand. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import "./globals.ts";
import { encodeNullableJson } from "../../../src/protocol/gateway/json.ts";
import { voiceCloseAction } from "../../../src/protocol/voice/closeCode.ts";
import { closeReportOf } from "../../../src/protocol/voice/closeReport.ts";
import { nextState } from "../../../src/protocol/voice/connectionState.ts";
import { readControl } from "../../../src/protocol/voice/control.ts";
import { NO_PAIRING, takeVoiceServer, takeVoiceState } from "../../../src/protocol/voice/credentials.ts";
import { isSameEncryption, readEncryption } from "../../../src/protocol/voice/encryption.ts";
import { voiceGatewayUrl } from "../../../src/protocol/voice/endpoint.ts";
import { takeFreshSession } from "../../../src/protocol/voice/freshSessions.ts";
import { identifyOrResume } from "../../../src/protocol/voice/identifyOrResume.ts";
import { LastBeat } from "../../../src/protocol/voice/lastBeat.ts";
import { encodeHeartbeat } from "../../../src/protocol/voice/payload.ts";
import * as voice from "../../../src/protocol/voice/recovery.ts";
import { EMPTY_ROSTER, rosterAfter, withProfile, withSpeaking } from "../../../src/protocol/voice/roster.ts";
import { readServerEvent } from "../../../src/protocol/voice/serverEvent.ts";

const CREDENTIALS = { serverId: "1", userId: "2", sessionId: "a", token: "b" };

const toJson = (value: unknown): unknown => JSON.parse(encodeNullableJson(value, (scalar) => JSON.stringify(scalar)));

/** A text over the wire has null where Luau has nil. */
const parsed = (text: string): unknown => JSON.parse(text);

function voiceAfter(code: number): unknown {
	const loss = { code, reason: "gone", during: "ready" } as const;
	const held = voice.opened({ ...voice.FRESH_RECOVERY, hasCredentials: true });
	const verdict = voice.recover(held, loss, 0.5, voice.DEFAULT_RECOVERY_LIMITS);
	return verdict.kind === "retry" ? [verdict.delay, verdict.recovery.hasSession] : verdict.kind;
}

function pairedAfter(): unknown {
	const { pairing } = takeVoiceState(NO_PAIRING, { userId: "2", sessionId: "a", channelId: "3" });
	return takeVoiceServer(pairing, { serverId: "1", token: "b", endpoint: "c:1" }).news;
}

function rosterOf(): unknown {
	const joined = rosterAfter(EMPTY_ROSTER, { kind: "clientsConnect", userIds: ["5"] });
	const named = withProfile(joined, "5", { name: "a" });
	return withSpeaking(named, { userId: "5", speaking: true, level: 1 }).get("5");
}

/** @returns The error's text. */
function thrownBy(callback: () => unknown): string {
	try {
		return String(callback());
	} catch (error) {
		return (error as Error).message;
	}
}

const ROWS: ReadonlyArray<readonly [name: string, actual: () => unknown, expected: unknown]> = [
	[
		"voice close codes",
		() => [4014, 4006, 4015, undefined].map(voiceCloseAction),
		["move", "renew", "resume", "resume"],
	],
	["voice recovery", () => [4015, 4006, 4014, 4004].map(voiceAfter), [[0, true], [0, false], "move", "stop"]],
	["voice states", () => nextState("ready", "moved"), "moving"],
	["credentials", pairedAfter, "paired"],
	[
		"a roster",
		rosterOf,
		{
			userId: "5",
			speaking: true,
			level: 1,
			name: "a",
			avatarUrl: undefined,
			bot: undefined,
			selfMute: undefined,
			selfDeaf: undefined,
			serverMute: undefined,
			serverDeaf: undefined,
		},
	],
	[
		"a close report",
		() => closeReportOf(undefined, "gone", "unreachable"),
		{ kind: "unreachable", code: undefined, reason: "gone (close code none)", bySelf: false },
	],
	["voice URLs", () => ["a:443", "ws://b:1/?v=8"].map(voiceGatewayUrl), ["wss://a:443/?v=8", "ws://b:1/?v=8"]],
	["a voice path", () => thrownBy(() => voiceGatewayUrl("a/b")), 'voice endpoint must be host:port, got "a/b"'],
	[
		"encryption",
		() =>
			isSameEncryption(readEncryption({ state: "active", epoch: 1, code: "2" })!, {
				kind: "active",
				epoch: 1,
				privacyCode: "2",
			}),
		true,
	],
	[
		"fresh sessions",
		() => [takeFreshSession([0, 1], 2), takeFreshSession([0, 1, 2], 3), takeFreshSession([0, 1, 2], 601)],
		[[0, 1, 2], undefined, [2, 601]],
	],
	[
		"a voice Resume",
		() =>
			toJson(
				identifyOrResume(CREDENTIALS, { hasSession: true, sequence: 7, isEncrypted: false, isCarried: true }),
			),
		{ op: 7, d: { server_id: "1", session_id: "a", token: "b", seq_ack: 7 } },
	],
	[
		"the last beat",
		() => {
			const beat = new LastBeat();
			beat.record(1, 5);
			return [beat.acknowledge(2, 4), beat.acknowledge(2, 5), beat.acknowledge(2, 5)];
		},
		[undefined, 1, undefined],
	],
	["a voice heartbeat", () => encodeHeartbeat(2 ** 53 - 1, -1), '{"op":3,"d":{"t":9007199254740991,"seq_ack":-1}}'],
	[
		"voice events",
		() => readServerEvent({ op: 11, d: parsed('{"user_ids":["5",null]}') }),
		{ kind: "clientsConnect", userIds: ["5"] },
	],
	["voice control", () => readControl({ op: 6, d: { t: null } }), { kind: "acknowledged", nonce: undefined }],
];

describe("src/protocol under Node, voice", () => {
	for (const [name, actual, expected] of ROWS) {
		it(`should give ${name} as under Luau`, () => assert.deepEqual(actual(), expected));
	}
});
