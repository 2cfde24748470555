/**
 * What the server does on each opcode of a client. Every message has passed the table in `rules.ts`.
 * Source: Discord Docs, "Gateway" and "Gateway Events" (v10).
 */

import { GatewayOpcode } from "../../../../src/protocol/gateway/opcode.ts";
import { identify } from "../identify/identify.ts";
import type { MainParts } from "../MainParts.ts";
import type { ClientSocket } from "../session/MainSession.ts";
import { resume } from "../session/resume.ts";
import type { PresencePayload, RequestMembersPayload } from "./normalForm.ts";

/** `never` as payload: each handler names the type that `normalForm.ts` gives its opcode. */
type Handler = (parts: MainParts, socket: ClientSocket, d: never) => void;

/** An opcode that `rules.ts` allows and this table lacks is only recorded. */
export const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
	[GatewayOpcode.Heartbeat, heartbeat],
	[GatewayOpcode.Identify, identify],
	[GatewayOpcode.Resume, resume],
	[GatewayOpcode.PresenceUpdate, updatePresence],
	[GatewayOpcode.VoiceStateUpdate, (parts, socket, d) => parts.voiceMembership.update(socket, d)],
	[GatewayOpcode.RequestGuildMembers, requestMembers],
	[GatewayOpcode.RequestSoundboardSounds, requestSoundboardSounds],
]);

/** Handles Heartbeat (op 1), also before Identify. */
function heartbeat(parts: MainParts, socket: ClientSocket, d: number | null | undefined): void {
	const { session } = socket;
	const sequence = d ?? -1;
	const isStopped = (id: string): boolean => parts.flags.isSet(id, "stopHeartbeatAcks");
	const acknowledged = session === undefined || !(isStopped(session.id) || isStopped(session.userId));
	socket.expectHeartbeat();
	if (acknowledged) socket.sendOp(GatewayOpcode.HeartbeatAck, null);
	if (session === undefined) return;
	session.count("heartbeats");
	session.lastSequenceAcknowledged = sequence;
	parts.events.emit({
		kind: "heartbeat",
		connection: socket.id,
		sessionId: session.id,
		nonce: sequence,
		sequence,
		acknowledged,
		gateway: "main",
	});
}

/** Handles Update Presence (op 3). Others see an invisible user as offline. */
function updatePresence(parts: MainParts, socket: ClientSocket, d: PresencePayload): void {
	const { userId, shard } = socket.session!;
	const status = d.status === "invisible" ? "offline" : d.status;
	for (const { id } of parts.guilds.ofShard(shard)) {
		parts.delivery.toAll("PRESENCE_UPDATE", {
			user: { id: userId },
			guild_id: id,
			status,
			activities: d.activities,
			client_status: status === "offline" ? {} : { web: status },
		});
	}
}

/** Answers each guild separately. An unknown guild gets no answer. */
function requestMembers(parts: MainParts, socket: ClientSocket, d: ReadonlyArray<RequestMembersPayload>): void {
	for (const request of d) parts.memberRequests.answer(socket.session!, request);
}

/** Answers with an empty list: the fixtures have no sounds. */
function requestSoundboardSounds(
	parts: MainParts,
	socket: ClientSocket,
	d: { readonly guild_ids: ReadonlyArray<string> },
): void {
	for (const guildId of d.guild_ids.filter((id) => parts.guilds.get(id) !== undefined)) {
		const data = { guild_id: guildId, soundboard_sounds: [] };
		parts.delivery.toSession(socket.session!, "SOUNDBOARD_SOUNDS", data);
	}
}
