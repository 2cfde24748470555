/** What the page shows of a server's present state. */

import type { ConnectionControlFlags } from "../gateway/controlFlags.ts";
import type { GatewayServer } from "../gateway/GatewayServer.ts";
import type { VoiceSessionStats } from "../gateway/voice/VoiceSession.ts";

/** A session. Its id may come from a fixtures file: show it as text only. */
export interface SessionSnapshot {
	readonly id: string;
	readonly gateway: "voice" | "main";
	readonly stats: VoiceSessionStats;
	/** Values of the controls that have one, by name. */
	readonly values: ConnectionControlFlags;
}

export interface Snapshot {
	readonly server: {
		readonly url: string;
		readonly connectionCount: number;
		/** Connections since the start. */
		readonly connectionsTotal: number;
		/** Values of the controls that have one, by name. */
		readonly values: Readonly<Record<string, boolean | number>>;
	};
	readonly sessions: ReadonlyArray<SessionSnapshot>;
}

/** @param url Where the server was last seen to listen: it does not while it restarts. */
export function takeSnapshot(server: GatewayServer, url: string): Snapshot {
	return {
		server: {
			url,
			connectionCount: server.connectionCount,
			connectionsTotal: server.totals.connections,
			values: { setMuteHello: server.getMuteHello(), setHeartbeatInterval: server.getHeartbeatInterval() },
		},
		sessions: server.voiceSessionIds.map((id) => ({
			id,
			gateway: "voice",
			stats: server.stats(id),
			values: server.getControlFlags(id) ?? {},
		})),
	};
}
