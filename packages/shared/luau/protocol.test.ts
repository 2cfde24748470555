/** Main gateway policies of `src/protocol/` under Node: each module loads, and gives what its spec expects under Luau. Expected values by hand. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import "./globals.ts";
import { backoffDelay } from "../../../src/protocol/backoff.ts";
import { fillDeadlines } from "../../../src/protocol/deadlines.ts";
import { field, listField, numberField, textField } from "../../../src/protocol/field.ts";
import { BeatTimes } from "../../../src/protocol/gateway/beatTimes.ts";
import { gatewayCloseRule } from "../../../src/protocol/gateway/closeCode.ts";
import { heartbeatPayload, voiceStatePayload } from "../../../src/protocol/gateway/command.ts";
import { nextStatus, WebsocketStatus } from "../../../src/protocol/gateway/connectionState.ts";
import { fullBudget, takeIdentify, untilIdentify } from "../../../src/protocol/gateway/identifyBudget.ts";
import { IdentifyGate } from "../../../src/protocol/gateway/identifyGate.ts";
import { encodeNullableJson } from "../../../src/protocol/gateway/json.ts";
import { readIdentity, readMutes } from "../../../src/protocol/gateway/memberProfile.ts";
import { isGatewayPayload } from "../../../src/protocol/gateway/payload.ts";
import { DEFAULT_GATEWAY_LIMITS, FRESH_RECOVERY, opened, recover } from "../../../src/protocol/gateway/recovery.ts";
import { SEND_LIMIT, SendWindow } from "../../../src/protocol/gateway/sendWindow.ts";
import { readDispatch, readConnectionEvent } from "../../../src/protocol/gateway/serverEvent.ts";
import { readGatewayBot, sessionStartsOf, takeSessionStart } from "../../../src/protocol/gateway/sessionStartLimit.ts";
import { shardOf } from "../../../src/protocol/gateway/shard.ts";
import { gatewayUrl, isGatewayDomain } from "../../../src/protocol/gateway/url.ts";
import { WebsocketError } from "../../../src/protocol/gateway/WebsocketError.ts";
import { isHello, isSequence } from "../../../src/protocol/guards.ts";
import { nextNonce, startHeartbeat, untilBeat } from "../../../src/protocol/heartbeat.ts";
import { headerOf, retryAfterOf } from "../../../src/protocol/retryAfter.ts";

const { Ready } = WebsocketStatus;
const LOSS = { reason: "gone", during: Ready, cause: "lost" } as const;
const HELD = opened(FRESH_RECOVERY);
const MEMBER = { nick: null, avatar: null, user: { id: "80351110224678912", username: "a", avatar: "b_1", bot: true } };

const toJson = (value: unknown): unknown => JSON.parse(encodeNullableJson(value, (scalar) => JSON.stringify(scalar)));

/** A text over the wire has null where Luau has nil. */
const parsed = (text: string): unknown => JSON.parse(text);

function beats(count: number): number | undefined {
	const times = new BeatTimes();
	for (let at = 0; at < count; at += 1) times.record(at);
	return times.acknowledge(100);
}

function windowAfter(messages: number, now: number): number {
	const window = new SendWindow();
	for (let at = 0; at < messages; at += 1) window.record(at / 1000);
	return window.untilFree(now);
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
	["backoff", () => [1, 3, 99].map((attempt) => backoffDelay(attempt, 0.5, { base: 1, cap: 60 })), [0.5, 2, 30]],
	["deadlines", () => fillDeadlines({ a: 1, b: 2 }, { b: 3 }), { a: 1, b: 3 }],
	[
		"deadlines at 0",
		() => thrownBy(() => fillDeadlines({ a: 1 }, { a: 0 })),
		'deadline "a" must be above 0 s, got 0',
	],
	[
		"field of null",
		() => [field({ a: null }, "a"), field(null, "a"), field({ a: 0 }, "a")],
		[undefined, undefined, 0],
	],
	["typed fields", () => [textField({ a: null }, "a"), numberField({ a: Infinity }, "a")], [undefined, undefined]],
	["a list", () => listField({ a: ["1", 2, null] }, "a", "string"), ["1"]],
	["Hello", () => isHello(parsed('{"d":{"heartbeat_interval":41250}}')), true],
	["Hello with null", () => isHello(parsed('{"d":null}')), false],
	["sequences", () => [0, 1.5, -1, null].map(isSequence), [true, false, false, false]],
	["heartbeat", () => untilBeat(startHeartbeat(1000, 5, 500), 5), 0.5],
	["nonces", () => [nextNonce(1, undefined), nextNonce(1, 1000)], [1000, 1001]],
	["headers", () => headerOf({ "Retry-After": "2" }, "retry-after"), "2"],
	[
		"Retry-After",
		() => [retryAfterOf({ "Retry-After": "2" }, { retry_after: 3.5 }), retryAfterOf({}, null)],
		[3.5, undefined],
	],
	["status", () => nextStatus(Ready, "lost"), WebsocketStatus.Waiting],
	[
		"close rules",
		() => [4004, 4009, 1006, undefined].map((code) => gatewayCloseRule(code).action),
		["stop", "identify", "resume", "resume"],
	],
	[
		"a lost session",
		() => recover(HELD, LOSS, 0.5, DEFAULT_GATEWAY_LIMITS),
		{ kind: "retry", delay: 0, recovery: { ...HELD, attempts: 1, lastCode: undefined, tooLarge: undefined } },
	],
	["op 9", () => recover(HELD, { ...LOSS, cause: "invalidated" }, 0.5, DEFAULT_GATEWAY_LIMITS).kind, "retry"],
	["errors", () => WebsocketError.rateLimited(1.25).meaning, "Discord limits GET /gateway/bot: retry in 1.3 s"],
	[
		"READY",
		() =>
			readDispatch(
				"READY",
				parsed(
					'{"session_id":"a","resume_gateway_url":null,"user":{"id":"2"},"guilds":[{"id":"1"},{"id":null}]}',
				),
			),
		{
			kind: "ready",
			ready: { session_id: "a", resume_gateway_url: undefined, user: { id: "2" }, guilds: [{ id: "1" }] },
		},
	],
	[
		"a voice state outside channels",
		() => readDispatch("VOICE_STATE_UPDATE", parsed('{"user_id":"2","channel_id":null}')),
		{
			kind: "voiceState",
			state: { user_id: "2", channel_id: undefined, guild_id: undefined, session_id: undefined },
		},
	],
	["a channel that is no ID", () => readDispatch("VOICE_STATE_UPDATE", { user_id: "2", channel_id: 5 }), undefined],
	[
		"a voice server without endpoint",
		() => readDispatch("VOICE_SERVER_UPDATE", parsed('{"guild_id":"1","token":"b","endpoint":null}')),
		{ kind: "voiceServer", server: { guild_id: "1", token: "b", endpoint: undefined } },
	],
	["Invalid Session", () => readConnectionEvent({ op: 9, d: true }), { kind: "invalidated", isResumable: true }],
	[
		"GET /gateway/bot",
		() =>
			readGatewayBot(parsed('{"url":"wss://a","shards":2,"session_start_limit":null}'), true)?.session_start_limit
				.remaining,
		1000,
	],
	[
		"Identifies left",
		() => {
			const bot = readGatewayBot({ url: "a", session_start_limit: { remaining: 1, reset_after: 5000 } }, true)!;
			const once = takeSessionStart(sessionStartsOf(bot, 0), 1)!;
			return [once.remaining, takeSessionStart(once, 2), takeSessionStart(once, 6)?.remaining];
		},
		[0, undefined, 999],
	],
	[
		"identify budget",
		() => {
			const rate = { burst: 1, perHour: 20 };
			return untilIdentify(takeIdentify(fullBudget(rate, 0), rate, 0)!, rate, 0);
		},
		180,
	],
	[
		"identify gate",
		() => {
			const gate = new IdentifyGate(2);
			gate.record(0, 10);
			return [gate.untilFree(2, 10), gate.untilFree(1, 10)];
		},
		[5.5, 0],
	],
	["beat times", () => [beats(1), beats(64), beats(65)], [100, 100, undefined]],
	[
		"send window",
		() => [windowAfter(SEND_LIMIT - 3, 1), windowAfter(SEND_LIMIT - 2, 1), windowAfter(SEND_LIMIT, 61)],
		[0, 59, 0],
	],
	["a message", () => [isGatewayPayload({ op: 0 }), isGatewayPayload(null)], [true, false]],
	[
		"an identity",
		() => readIdentity("1", MEMBER),
		{ name: "a", avatarUrl: "https://cdn.discordapp.com/avatars/80351110224678912/b_1.png" },
	],
	[
		"a default avatar",
		() => readIdentity("1", { user: { id: "80351110224678912", avatar: "../" } })?.avatarUrl,
		"https://cdn.discordapp.com/embed/avatars/5.png",
	],
	[
		"mutes",
		() => readMutes({ self_mute: true, mute: null }),
		{ selfMute: true, selfDeaf: undefined, serverMute: undefined, serverDeaf: undefined },
	],
	["a shard", () => shardOf("80351110224678912", 1000), Number((80351110224678912n >> 22n) % 1000n)],
	["a shard of no ID", () => thrownBy(() => shardOf("1a", 2)), 'guild id must be decimal digits, got "1a"'],
	[
		"gateway URLs",
		() => ["gateway.discord.gg", "ws://a:1/?v=9", "wss://a/b/"].map((domain) => gatewayUrl(domain, "json")),
		[
			"wss://gateway.discord.gg/?v=10&encoding=json",
			"ws://a:1/?v=10&encoding=json",
			"wss://a/b/?v=10&encoding=json",
		],
	],
	["gateway domains", () => ["a", "https://a", "wss:///", ""].map(isGatewayDomain), [true, false, false, false]],
	[
		"null in a command",
		() => [
			toJson(heartbeatPayload(undefined)),
			toJson(voiceStatePayload({ guildId: "1", selfMute: true, selfDeaf: false })),
		],
		[
			{ op: 1, d: null },
			{ op: 4, d: { guild_id: "1", channel_id: null, self_mute: true, self_deaf: false } },
		],
	],
];

describe("src/protocol under Node, main gateway", () => {
	for (const [name, actual, expected] of ROWS) {
		it(`should give ${name} as under Luau`, () => assert.deepEqual(actual(), expected));
	}
});
