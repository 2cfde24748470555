/** A client's place on a gateway server: its current voice session, and a wait for its return. */

import type { GatewayServer } from "../../packages/gateway-server/GatewayServer.ts";
import type { VoiceCredentials } from "../../packages/gateway-server/voice/VoiceSession.ts";

/** Milliseconds after which a missing client fails the benchmark, more than twice as long as any client takes. */
const PATIENCE = 90_000;

let seatCount = 0;

export class Seat {
	private static readonly userId = "104694319306248192";
	private current: VoiceCredentials;
	private sessionCount = 0;

	public constructor(public readonly server: GatewayServer) {
		seatCount += 1;
		// its own guild and channel, so that it receives no events of other clients
		const guild = String(41771983423143937n + BigInt(seatCount));
		this.current = { serverId: guild, channelId: guild, userId: Seat.userId, sessionId: "", token: "bench-token" };
		this.renew();
	}

	public get credentials(): VoiceCredentials {
		return this.current;
	}

	/** Handles op 4 like the main gateway: removes the old session and registers a new one. */
	public renew(): VoiceCredentials {
		if (this.sessionCount > 0) this.server.unregisterVoiceSession(this.current.sessionId);
		this.sessionCount += 1;
		const sessionId = `session-${this.current.serverId}-${this.sessionCount}`;
		this.current = { ...this.current, sessionId };
		this.server.registerVoiceSession(this.current);
		return this.current;
	}

	/** Resolves with the time of the next Ready or Resumed, on the server's clock. @throws If none comes in time. */
	public entered(): Promise<number> {
		return new Promise((resolve, reject) => {
			const late = setTimeout(() => {
				unsubscribe();
				reject(new Error(`the client did not return within ${PATIENCE} ms`));
			}, PATIENCE);
			const unsubscribe = this.server.onEvent((event, at) => {
				if (event.kind !== "identified" && event.kind !== "resumed") return;
				if (event.sessionId !== this.current.sessionId) return;
				clearTimeout(late);
				unsubscribe();
				resolve(at);
			});
		});
	}
}
