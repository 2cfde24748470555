/** The state of a server as shown on the page. */

import type { ConnectionControlFlags } from "../flags/ConnectionControlFlags.ts";
import type { DaveMode } from "../dave/mode.ts";
import type { DaveRoomState } from "../dave/roomState.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import type { SessionStats } from "../commands/SessionSockets.ts";
import { Intent } from "../intents/index.ts";
import type { ChannelLanes } from "./SpeakingLanes.ts";

/** Maximum number of sessions shown per gateway: the latest. */
export const SESSION_LIMIT = 100;

export interface ChannelEncryption {
	readonly channelId: string;
	readonly mode: DaveMode;
	/** Absent if the channel does not use DAVE or is empty. */
	readonly room: DaveRoomState | undefined;
}

/** A session. Its ID may come from a fixtures file: show it as text only. */
export interface SessionSnapshot {
	readonly id: string;
	readonly gateway: "voice" | "main";
	readonly stats: SessionStats;
	/** Intent names of a main session. */
	readonly intents: ReadonlyArray<string>;
	/** Current values of controls, by name. */
	readonly values: ConnectionControlFlags;
	/** E2EE state of a voice session's channel. */
	readonly encryption?: ChannelEncryption;
}

export interface Snapshot {
	readonly server: {
		readonly url: string;
		readonly connectionCount: number;
		/** Connections since the start. */
		readonly connectionsTotal: number;
		/** Current values of controls, by name. */
		readonly values: Readonly<Record<string, boolean | number>>;
	};
	/** The bot, whose flags apply before a main session has an ID. */
	readonly bot: { readonly id: string; readonly name: string; readonly values: ConnectionControlFlags };
	/** Voice sessions, then main sessions, each in order of creation. */
	readonly sessions: ReadonlyArray<SessionSnapshot>;
	/** Number of sessions beyond the limit. */
	readonly hiddenCount: number;
	/** Voice activity, by channel. */
	readonly channels: ReadonlyArray<ChannelLanes>;
	/** Server time in milliseconds; 0 before any voice activity. */
	readonly at: number;
}

/** What the inspector knows beyond the server's state. */
export interface SnapshotContext {
	/** Last known URL of the server, which is not listening during a restart. */
	readonly url: string;
	readonly channels: ReadonlyArray<ChannelLanes>;
	readonly at: number;
}

export function takeSnapshot(server: GatewayServer, { url, channels, at }: SnapshotContext): Snapshot {
	const { voiceSessionIds: voice, mainSessionIds: main } = server;
	const { id, username } = server.botUser;
	return {
		server: {
			url,
			connectionCount: server.connectionCount,
			connectionsTotal: server.totals.connections,
			values: { setMuteHello: server.getMuteHello(), setHeartbeatInterval: server.getHeartbeatInterval() },
		},
		bot: { id, name: username, values: server.getControlFlags(id) ?? {} },
		sessions: [
			...voice.slice(-SESSION_LIMIT).map((sessionId) => sessionOf(server, sessionId, "voice")),
			...main.slice(-SESSION_LIMIT).map((sessionId) => sessionOf(server, sessionId, "main")),
		],
		hiddenCount: Math.max(voice.length - SESSION_LIMIT, 0) + Math.max(main.length - SESSION_LIMIT, 0),
		channels,
		// a time that changes would redraw the page for nothing
		at: channels.length === 0 ? 0 : at,
	};
}

function sessionOf(server: GatewayServer, id: string, gateway: SessionSnapshot["gateway"]): SessionSnapshot {
	const stats = server.stats(id);
	const intents = intentNames(stats.intents ?? 0);
	const values = server.getControlFlags(id) ?? {};
	if (gateway === "main") return { id, gateway, stats, intents, values };
	const channelId = server.channelIdOf(id);
	const encryption = { channelId, mode: server.getDave(channelId), room: server.daveState(channelId) };
	return { id, gateway, stats, intents, values, encryption };
}

/** Names of the intents among `bits`, lowest first. */
export function intentNames(bits: number): ReadonlyArray<string> {
	const rows = Object.entries(Intent).filter((row): row is [string, Intent] => typeof row[1] === "number");
	return rows.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
}
