/** What the handlers of client messages need of the main gateway. */

import type { Clock } from "../../shared/clock.ts";
import type { EventHub } from "../events.ts";
import type { ControlFlagStore } from "../flags/ControlFlagStore.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Delivery } from "./events/Delivery.ts";
import type { Guilds } from "./Guilds.ts";
import type { GuildCreates } from "./identify/GuildCreates.ts";
import type { IdentifyGate } from "./identify/IdentifyGate.ts";
import type { MemberRequests } from "./messages/MemberRequests.ts";
import type { ClientSocket, MainSession } from "./session/MainSession.ts";
import type { MainSessions } from "./session/MainSessions.ts";
import type { VoiceMembership } from "./voice/VoiceMembership.ts";

export interface MainParts {
	readonly options: ResolvedOptions;
	readonly clock: Clock;
	readonly flags: ControlFlagStore;
	readonly events: EventHub;
	/** By session ID. */
	readonly sessions: MainSessions;
	readonly delivery: Delivery;
	readonly guilds: Guilds;
	readonly guildCreates: GuildCreates;
	readonly gate: IdentifyGate;
	readonly memberRequests: MemberRequests;
	readonly voiceMembership: VoiceMembership;

	/** Checks a bot token. Never throws: an error of the `authenticate` option is logged, and the token is refused. */
	authenticates(token: string): boolean;

	/** Gives a session to a socket. If the session is on another socket, that socket is closed. */
	attach(session: MainSession, socket: ClientSocket): void;

	/**
	 * Sends Invalid Session (op 9) and takes the session from its socket. The session ends unless it may be resumed.
	 *
	 * @returns False if the session had ended.
	 */
	invalidate(session: MainSession, isResumable: boolean): boolean;

	/** Starts a close handshake. The session loses the socket at once, however late the client answers. */
	close(socket: ClientSocket, code: number, reason: string): void;
}
