/**
 * Handles Identify (op 2).
 * Source: Discord Docs, "Identify" and "Rate Limiting" (gateway).
 */

import { randomBytes } from "../../../shared/random.ts";
import { GatewayCloseCode } from "../../../../src/protocol/gateway/closeCode.ts";
import { GatewayOpcode } from "../../../../src/protocol/gateway/opcode.ts";
import { UNPRIVILEGED_INTENTS } from "../../intents/index.ts";
import { deliver } from "../events/Delivery.ts";
import type { MainParts } from "../MainParts.ts";
import type { IdentifyPayload } from "../messages/normalForm.ts";
import { MainSession, type ClientSocket } from "../session/MainSession.ts";
import { refusalOfIdentify } from "./identifyRules.ts";
import { readyOf } from "./readyEvents.ts";

/** Bytes of a session ID. */
const SESSION_ID_SIZE = 16;

/**
 * Milliseconds until op 9 answers an Identify that exceeds the concurrency. The docs do not specify this; clients should wait
 * 1 to 5 s. eris and oceanic.js identify again at once, so an immediate answer would lead them into 4008.
 */
const INVALID_SESSION_WAIT = 1000;

/** First version that requires intents in Identify. Source: Discord Docs, change log of v8. */
const INTENTS_VERSION = 8;

export function identify(parts: MainParts, socket: ClientSocket, given: IdentifyPayload): void {
	const intents = given.intents ?? (socket.dialect.version < INTENTS_VERSION ? UNPRIVILEGED_INTENTS : undefined);
	const d = { ...given, intents };
	const refusal = refusalOfIdentify(d, parts);
	if (refusal !== undefined) return parts.close(socket, refusal.code, refusal.reason);
	if (!mayIdentify(parts, socket, d.shard?.[0] ?? 0)) return;

	const { options, flags } = parts;
	const userId = options.main.user.id;
	const traits = {
		id: randomBytes(options.random, SESSION_ID_SIZE).toString("hex"),
		userId,
		token: d.token,
		intents: intents!,
		shard: d.shard,
		largeThreshold: d.largeThreshold,
		compress: d.compress,
	};
	const session = new MainSession(traits, socket, options);
	parts.sessions.add(session);
	socket.session = session;
	parts.events.emit({ kind: "identified", connection: socket.id, sessionId: session.id, gateway: "main" });
	if (!flags.isSet(userId, "muteReady")) welcome(parts, socket, session);
}

/** Returns whether a shard may identify now. If not, rejects it: at once, or later with Invalid Session (op 9). */
function mayIdentify(parts: MainParts, socket: ClientSocket, shardId: number): boolean {
	const { options, flags, clock } = parts;
	// under the ID of the user: a session has no ID yet
	const userId = options.main.user.id;
	const failCode = flags.get(userId)?.failCode;
	const isToFail = flags.takeRefusal(userId, "failNextIdentifies") !== undefined;
	if (isToFail && failCode !== undefined) {
		parts.close(socket, failCode, "identify rejected by control flag");
		return false;
	}
	const permit = isToFail ? "busy" : parts.gate.take(shardId, clock.now());
	switch (permit) {
		case "ok":
			return true;
		case "busy":
			refuseLater(parts, socket);
			return false;
		case "exhausted":
			// Discord resets the token then
			parts.close(socket, GatewayCloseCode.AuthenticationFailed, "session start limit is used up");
			return false;
		default:
			return permit satisfies never;
	}
}

/** Sends READY, and GUILD_CREATE for each guild of the shard. */
function welcome(parts: MainParts, socket: ClientSocket, session: MainSession): void {
	const guilds = parts.guilds.ofShard(session.shard);
	const connection = { version: socket.dialect.version, url: socket.origin.url };
	parts.delivery.toSession(session, "READY", readyOf(session, guilds, parts.options.main, connection));
	for (const guild of guilds) deliver(session, parts.guildCreates.of(session, guild));
}

/** Answers an Identify that came too soon, unless a later one on the same connection has succeeded by then. */
function refuseLater({ clock }: MainParts, socket: ClientSocket): void {
	clock.setTimeout(() => {
		if (socket.session === undefined) socket.sendOp(GatewayOpcode.InvalidSession, false);
	}, INVALID_SESSION_WAIT);
}
