/**
 * What the server does on each opcode of a client. Every message passed the table in `rules.ts` before.
 * Source: Discord Docs, "Gateway" and "Gateway Events" (v10).
 */

import { randomBytes } from "../../shared/random.ts";
import { isSameSecret } from "../../shared/secret.ts";
import { GatewayCloseCode } from "../../../src/protocol/gateway/closeCode.ts";
import { deliver } from "./dispatch.ts";
import { UNPRIVILEGED_INTENTS } from "../intents/index.ts";
import { refusalOfIdentify } from "./identifyRules.ts";
import type { MainGateway } from "./MainGateway.ts";
import { MainSession } from "./MainSession.ts";
import type { MainSocket } from "./MainSocket.ts";
import { GatewayOpcode } from "../../../src/protocol/gateway/opcode.ts";
import type { IdentifyPayload, PresencePayload, RequestMembersPayload, ResumePayload } from "./normalForm.ts";
import { readyOf } from "./readyEvents.ts";
import { WrittenEvent } from "./WrittenEvent.ts";

/** Bytes of a session id. */
const SESSION_ID_SIZE = 16;

const RESUMED = new WrittenEvent("RESUMED", "{}");

/** `never` as payload: each handler names the type that `normalForm.ts` gives its opcode. */
type Handler = (gateway: MainGateway, socket: MainSocket, d: never) => void;

/** An opcode that `rules.ts` allows and this table lacks is recorded, and no more. */
export const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
	[GatewayOpcode.Heartbeat, heartbeat],
	[GatewayOpcode.Identify, identify],
	[GatewayOpcode.Resume, resume],
	[GatewayOpcode.PresenceUpdate, updatePresence],
	[GatewayOpcode.VoiceStateUpdate, (gateway, socket, d) => gateway.voiceLinks.update(socket, d)],
	[GatewayOpcode.RequestGuildMembers, requestMembers],
	[GatewayOpcode.RequestSoundboardSounds, requestSoundboardSounds],
]);

/**
 * Milliseconds until op 9 answers an Identify over the concurrency. The docs name no time; they ask the client to wait
 * 1 to 5 s. eris and oceanic.js identify again at once, and an answer without a wait would run them into 4008.
 */
const INVALID_SESSION_WAIT = 1000;

/** First version whose Identify must have intents. Source: Discord Docs, change log of v8. */
const INTENTS_VERSION = 8;

function identify(gateway: MainGateway, socket: MainSocket, given: IdentifyPayload): void {
	const { options, clock, flags } = gateway;
	const { version } = socket.dialect;
	const intents = given.intents ?? (version < INTENTS_VERSION ? UNPRIVILEGED_INTENTS : undefined);
	const d = { ...given, intents };
	const [shardId, shardCount] = d.shard ?? [0, 1];
	const refuse = (code: number, reason: string): void => gateway.close(socket, code, reason);
	const refusal = refusalOfIdentify(d, gateway);
	if (refusal !== undefined) return refuse(refusal.code, refusal.reason);
	// under the id of the user: a session has no id yet
	const userId = options.main.user.id;
	const failCode = flags.get(userId)?.failCode;
	const isToFail = flags.takeRefusal(userId, "failNextIdentifies") !== undefined;
	if (isToFail && failCode !== undefined) return refuse(failCode, "identify refused by control flag");
	const verdict = isToFail ? "busy" : gateway.gate.take(shardId, clock.now());
	if (verdict === "busy") return refuseLater(gateway, socket);
	// Discord resets the token then
	if (verdict === "exhausted") return refuse(GatewayCloseCode.AuthenticationFailed, "session start limit is used up");

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
	gateway.sessions.add(session);
	socket.session = session;
	gateway.events.emit({ kind: "identified", connection: socket.id, sessionId: session.id, gateway: "main" });
	if (flags.isSet(userId, "muteReady")) return;
	const guilds = gateway.guilds.ofShard([shardId, shardCount]);
	const connection = { version, url: socket.origin.url };
	gateway.dispatchTo(session, "READY", readyOf(session, guilds, options.main, connection));
	for (const guild of guilds) {
		deliver(session, gateway.guildCreates.of(session, guild));
	}
}

/** Answers an Identify that came too soon, unless a later one of the same connection passed in the meantime. */
function refuseLater({ clock }: MainGateway, socket: MainSocket): void {
	clock.setTimeout(() => {
		if (socket.session === undefined) socket.sendOp(GatewayOpcode.InvalidSession, false);
	}, INVALID_SESSION_WAIT);
}

/**
 * A session that cannot be resumed is answered with op 9, and so is a Resume that names no session or no sequence; the
 * docs keep 4007 for a sequence that was never sent.
 */
function resume(gateway: MainGateway, socket: MainSocket, d: ResumePayload): void {
	const { seq } = d;
	const session = gateway.sessions.get(d.session_id ?? "");
	session?.count("resumes");
	if (!gateway.authenticates(d.token)) {
		return gateway.close(socket, GatewayCloseCode.AuthenticationFailed, "token is wrong");
	}
	const invalid = (): void => socket.sendOp(GatewayOpcode.InvalidSession, false);
	if (seq == null || session?.isLive !== true || !isSameSecret(session.token, d.token)) return invalid();
	const failCode = gateway.flags.get(session.id)?.failCode;
	const isToFail = gateway.flags.takeRefusal(session.id, "failNextResumes") !== undefined;
	if (isToFail && failCode !== undefined) return gateway.close(socket, failCode, "resume refused by control flag");
	if (isToFail) return invalid();
	const missed = session.events.after(seq);
	gateway.attach(session, socket);
	if (seq > session.events.lastSequence) {
		return gateway.close(socket, GatewayCloseCode.InvalidSeq, `seq must be at most ${session.events.lastSequence}`);
	}
	if (missed === undefined) return void gateway.invalidate(session, false);

	session.lastSequenceAcknowledged = seq;
	session.count("connections");
	session.count("replayed", missed.length);
	gateway.events.emit({
		kind: "resumed",
		connection: socket.id,
		sessionId: session.id,
		replayed: missed.length,
		gateway: "main",
	});
	for (const { event, s } of missed) socket.sendEvent(event, s);
	// numbered like any event, but never replayed: it is about this Resume alone
	if (!gateway.flags.isSet(session.id, "muteResumed")) socket.sendEvent(RESUMED, session.events.skip());
}

/** Also before Identify. */
function heartbeat(gateway: MainGateway, socket: MainSocket, d: number | null | undefined): void {
	const { session } = socket;
	const sequence = d ?? -1;
	const isStopped = (id: string): boolean => gateway.flags.isSet(id, "stopHeartbeatAcks");
	const acknowledged = session === undefined || !(isStopped(session.id) || isStopped(session.userId));
	socket.expectHeartbeat();
	if (acknowledged) socket.sendOp(GatewayOpcode.HeartbeatAck, null);
	if (session === undefined) return;
	session.count("heartbeats");
	session.lastSequenceAcknowledged = sequence;
	gateway.events.emit({
		kind: "heartbeat",
		connection: socket.id,
		sessionId: session.id,
		nonce: sequence,
		sequence,
		acknowledged,
		gateway: "main",
	});
}

/** Others see an invisible user as offline. */
function updatePresence(gateway: MainGateway, socket: MainSocket, d: PresencePayload): void {
	const { userId, shard } = socket.session!;
	const status = d.status === "invisible" ? "offline" : d.status;
	for (const { id } of gateway.guilds.ofShard(shard)) {
		gateway.dispatch("PRESENCE_UPDATE", {
			user: { id: userId },
			guild_id: id,
			status,
			activities: d.activities,
			client_status: status === "offline" ? {} : { web: status },
		});
	}
}

/** Each guild by itself: one that is unknown gets no answer. */
function requestMembers(gateway: MainGateway, socket: MainSocket, d: ReadonlyArray<RequestMembersPayload>): void {
	for (const request of d) gateway.memberRequests.answer(gateway, socket, request);
}

/** The fixtures have no sounds of their own. */
function requestSoundboardSounds(
	gateway: MainGateway,
	socket: MainSocket,
	d: { readonly guild_ids: ReadonlyArray<string> },
): void {
	for (const guildId of d.guild_ids.filter((id) => gateway.guilds.get(id) !== undefined)) {
		const data = { guild_id: guildId, soundboard_sounds: [] };
		gateway.dispatchTo(socket.session!, "SOUNDBOARD_SOUNDS", data);
	}
}
