/**
 * Decides when and to which channel members Speaking (op 5) is sent. Its content is decided in `mapping.ts`.
 * A client gets no op 5 before its Session Description (op 4), and then one for each member that has sent one.
 */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { Clock } from "../../shared/clock.ts";
import { nextMapping, type Mapping } from "./mapping.ts";
import type { SessionControl } from "./SessionControl.ts";
import type { VoiceSession } from "./VoiceSession.ts";

export class Mappings {
	public constructor(
		private readonly gateway: SessionControl,
		private readonly clock: Clock,
	) {}

	/** Handles a client's op 5. */
	public speak(session: VoiceSession, said: Mapping): void {
		const mapping = nextMapping(session.mapping, said);
		if (mapping === undefined) return;
		session.mapping = mapping;
		const { id, credentials } = session;
		this.gateway.events.emit({ kind: "mapped", sessionId: id, userId: credentials.userId, ...mapping });
		const { mappingDelay, mappingBeforeDescription } = this.gateway.options.media;
		const tell = (): void => {
			for (const other of this.gateway.sessions.othersInChannel(session)) {
				if (other.isDescribed || mappingBeforeDescription) this.send(other, session, mapping);
				else other.heldMappings.add(session);
			}
		};
		if (mappingDelay === 0) return tell();
		this.clock.setTimeout(() => {
			if (session.isLive && session.mapping === mapping) tell();
		}, mappingDelay);
	}

	/** Records that a session received its Ready. */
	public ready(session: VoiceSession): void {
		if (this.gateway.options.media.mappingBeforeDescription) this.replay(session);
	}

	/** Records that a session received a Session Description. */
	public describe(session: VoiceSession): void {
		if (session.isDescribed) return;
		session.isDescribed = true;
		if (!this.gateway.options.media.mappingBeforeDescription) this.replay(session);
	}

	/** Sends a client the earlier mappings of the other members. */
	private replay(session: VoiceSession): void {
		const { mappingToLateJoiners, mappingWithoutFlags } = this.gateway.options.media;
		for (const other of this.gateway.sessions.othersInChannel(session)) {
			if (other.mapping === undefined) continue;
			if (!mappingToLateJoiners && !session.heldMappings.has(other)) continue;
			this.send(session, other, mappingWithoutFlags ? { ...other.mapping, flags: 0 } : other.mapping);
		}
		session.heldMappings.clear();
	}

	private send(to: VoiceSession, { credentials }: VoiceSession, { ssrc, flags }: Mapping): void {
		this.gateway.sendNumbered(to, VoiceOpcode.Speaking, { user_id: credentials.userId, ssrc, speaking: flags });
	}
}
