/**
 * Handles Resume (op 6).
 * Source: Discord Docs, "Resuming" (gateway).
 */

import { isSameSecret } from "../../../shared/secret.ts";
import { GatewayCloseCode } from "../../../../src/protocol/gateway/closeCode.ts";
import { GatewayOpcode } from "../../../../src/protocol/gateway/opcode.ts";
import { WrittenEvent } from "../events/WrittenEvent.ts";
import type { MainParts } from "../MainParts.ts";
import type { ResumePayload } from "../messages/normalForm.ts";
import type { ClientSocket } from "./MainSession.ts";

const RESUMED = new WrittenEvent("RESUMED", "{}");

/**
 * A Resume gets Invalid Session (op 9) if the session cannot be resumed, or the Resume names no session or no sequence. The
 * docs reserve 4007 for a sequence that was never sent.
 */
export function resume(parts: MainParts, socket: ClientSocket, d: ResumePayload): void {
	const { seq } = d;
	const session = parts.sessions.get(d.session_id ?? "");
	session?.count("resumes");
	if (!parts.authenticates(d.token)) {
		return parts.close(socket, GatewayCloseCode.AuthenticationFailed, "token is wrong");
	}
	const invalid = (): void => socket.sendOp(GatewayOpcode.InvalidSession, false);
	if (seq == null || session?.isLive !== true || !isSameSecret(session.token, d.token)) return invalid();
	const failCode = parts.flags.get(session.id)?.failCode;
	const isToFail = parts.flags.takeRefusal(session.id, "failNextResumes") !== undefined;
	if (isToFail && failCode !== undefined) return parts.close(socket, failCode, "resume rejected by control flag");
	if (isToFail) return invalid();
	const missed = session.events.after(seq);
	parts.attach(session, socket);
	if (seq > session.events.lastSequence) {
		return parts.close(socket, GatewayCloseCode.InvalidSeq, `seq must be at most ${session.events.lastSequence}`);
	}
	if (missed === undefined) return void parts.invalidate(session, false);

	session.lastSequenceAcknowledged = seq;
	session.count("connections");
	session.count("replayed", missed.length);
	parts.events.emit({
		kind: "resumed",
		connection: socket.id,
		sessionId: session.id,
		replayed: missed.length,
		gateway: "main",
	});
	for (const { event, s } of missed) socket.sendEvent(event, s);
	// numbered like any event, but never replayed, because it belongs to this Resume
	if (!parts.flags.isSet(session.id, "muteResumed")) socket.sendEvent(RESUMED, session.events.skip());
}
