/** A client's place on a gateway server: the voice session that it has now, and word of when it has one again. */

import type { GatewayServer } from "../../packages/gateway-server/GatewayServer.ts";
import type { VoiceCredentials } from "../../packages/gateway-server/voice/VoiceSession.ts";

/** Milliseconds until a client that does not come fails the benchmark: more than twice what any client takes. */
const PATIENCE = 90_000;

let seatCount = 0;

export class Seat {
	private static readonly userId = "104694319306248192";
	private current: VoiceCredentials;
	private sessionCount = 0;

	public constructor(public readonly server: GatewayServer) {
		seatCount += 1;
		// a guild and a channel of its own: nobody else's coming and going is heard
		const guild = String(41771983423143937n + BigInt(seatCount));
		this.current = { serverId: guild, channelId: guild, userId: Seat.userId, sessionId: "", token: "bench-token" };
		this.renew();
	}

	public get credentials(): VoiceCredentials {
		return this.current;
	}

	/** Does what the main gateway does on op 4: the session before is forgotten, and a fresh one registered. */
	public renew(): VoiceCredentials {
		if (this.sessionCount > 0) this.server.unregisterVoiceSession(this.current.sessionId);
		this.sessionCount += 1;
		const sessionId = `session-${this.current.serverId}-${this.sessionCount}`;
		this.current = { ...this.current, sessionId };
		this.server.registerVoiceSession(this.current);
		return this.current;
	}

	/** Settles when the server next sends Ready or Resumed here, with the server's clock. @throws If it does not. */
	public entered(): Promise<number> {
		return new Promise((resolve, reject) => {
			const late = setTimeout(() => {
				unsubscribe();
				reject(new Error(`client did not come back within ${PATIENCE} ms`));
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
