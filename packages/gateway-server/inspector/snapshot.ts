/** What the page shows of a server's present state. */

import type { ConnectionControlFlags } from "../flags/ConnectionControlFlags.ts";
import type { DaveMode } from "../dave/mode.ts";
import type { DaveRoomState } from "../dave/roomState.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import type { SessionStats } from "../GatewayCommands.ts";
import { Intent } from "../intents/index.ts";
import type { ChannelLanes } from "./SpeakingLanes.ts";

/** Most sessions of one gateway that are shown: the latest. */
export const SESSION_LIMIT = 100;

export interface ChannelEncryption {
	readonly channelId: string;
	readonly mode: DaveMode;
	/** Absent if the channel does not use it, or nobody is there. */
	readonly room: DaveRoomState | undefined;
}

/** A session. Its id may come from a fixtures file: show it as text only. */
export interface SessionSnapshot {
	readonly id: string;
	readonly gateway: "voice" | "main";
	readonly stats: SessionStats;
	/** Names of a main session's intents. */
	readonly intents: ReadonlyArray<string>;
	/** Values of the controls that have one, by name. */
	readonly values: ConnectionControlFlags;
	/** E2EE of a voice session's channel. */
	readonly encryption?: ChannelEncryption;
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
	/** The bot, whose flags hold before a main session has an id. */
	readonly bot: { readonly id: string; readonly name: string; readonly values: ConnectionControlFlags };
	/** Voice before main, each in the order in which they began. */
	readonly sessions: ReadonlyArray<SessionSnapshot>;
	/** Sessions above the limit, which are not shown. */
	readonly hiddenCount: number;
	/** Who speaks, in channels where anything was heard. */
	readonly channels: ReadonlyArray<ChannelLanes>;
	/** Time of the server, in milliseconds; 0 while nothing was heard. */
	readonly at: number;
}

/** What the inspector knows beside the server. */
export interface SnapshotContext {
	/** Where the server was last seen to listen: it does not while it restarts. */
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
