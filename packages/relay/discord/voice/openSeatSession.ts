/** Opens the voice sessions of a bot's seats. */

import "../../../shared/luau/globals.ts";
import { voiceGatewayUrl } from "../../../../src/protocol/voice/endpoint.ts";
import type { Clock } from "../../../shared/clock.ts";
import { RecordFault } from "../../link/RecordFault.ts";
import { readTarget, type Target, type TargetRules } from "../../security/target.ts";
import type { OpenSeatSession, SeatSession, SeatSessionEvents } from "./SeatSession.ts";
import { VoiceSession, type VoiceSessionDeps } from "./VoiceSession.ts";

export interface SeatSessionsDeps extends VoiceSessionDeps {
	/** Where sockets may connect. */
	readonly targets: TargetRules;
}

export function createOpenSeatSession(deps: SeatSessionsDeps): OpenSeatSession {
	return (credentials, events) => {
		const target = findTarget(credentials.endpoint, deps.targets);
		if (typeof target === "string") return refuse(target, events, deps.clock);
		const session = new VoiceSession(target, credentials, events, deps);
		session.start();
		return session;
	};
}

/**
 * An endpoint implies TLS, unless RELAY_INSECURE_ALLOW names it.
 *
 * @returns Why no socket may connect there.
 */
function findTarget(endpoint: string, rules: TargetRules): Target | string {
	try {
		const target = readTarget(voiceGatewayUrl(endpoint), rules);
		const isPlain = target.isInsecure && !endpoint.includes("://");
		return isPlain ? readTarget(voiceGatewayUrl(`ws://${endpoint}`), rules) : target;
	} catch (error) {
		if (error instanceof RecordFault) return `the voice server is refused: ${error.message}`;
		return `the voice server has no usable address: ${error instanceof Error ? error.message : String(error)}`;
	}
}

/** A session that ends before it opens a socket. */
function refuse(reason: string, events: SeatSessionEvents, clock: Clock): SeatSession {
	const timer = clock.setTimeout(() => events.onEnd({ code: undefined, reason }), 0);
	return { setDeafened: () => {}, close: () => clock.clearTimeout(timer) };
}
