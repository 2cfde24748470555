/**
 * Delivers events: to one session, or to every session whose shard has the guild.
 * Source: Discord Docs, "Sharding".
 */

import { shardOf } from "../fixtures/snowflake.ts";
import type { MainSession, Shard } from "../session/MainSession.ts";
import type { MainSessions } from "../session/MainSessions.ts";
import { OutgoingEvent } from "./OutgoingEvent.ts";

export class Delivery {
	/** @param userId ID of the bot. */
	public constructor(
		private readonly sessions: MainSessions,
		private readonly userId: string,
	) {}

	/**
	 * Numbers an event for one session and keeps it for a Resume, if the intents of the session allow it.
	 *
	 * @returns Number of sockets it went to.
	 * @throws TypeError If `data` cannot be JSON.
	 */
	public toSession(session: MainSession, event: string, data: unknown, guildId = guildIdOf(data)): number {
		return deliver(session, new OutgoingEvent(event, data, guildId, this.userId));
	}

	/** Delivers to every session whose shard has the guild. An event without a guild goes to shard 0. */
	public toAll(event: string, data: unknown, guildId = guildIdOf(data)): number {
		const outgoing = new OutgoingEvent(event, data, guildId, this.userId);
		const isConcerned = shardFilter(guildId);
		let sent = 0;
		for (const session of this.sessions.all()) {
			if (isConcerned(session.shard)) sent += deliver(session, outgoing);
		}
		return sent;
	}
}

/** The guild that data names, if any. */
export function guildIdOf(data: unknown): string | undefined {
	const { guild_id: guildId } = (data ?? {}) as { guild_id?: unknown };
	return typeof guildId === "string" ? guildId : undefined;
}

/** Returns a filter of the shards that have a guild, for one event. An event without a guild goes to shard 0. */
export function shardFilter(guildId: string | undefined): (shard: Shard) => boolean {
	if (guildId === undefined) return ([id]) => id === 0;
	const idByCount = new Map<number, number>();
	return ([id, count]) => {
		const concerned = idByCount.get(count) ?? shardOf(guildId, count);
		idByCount.set(count, concerned);
		return id === concerned;
	};
}

/** Numbers an event for a session and sends it, unless its intents hold it back. Returns the number of sockets. */
export function deliver(session: MainSession, outgoing: OutgoingEvent): number {
	const event = session.isLive ? outgoing.seenWith(session.intents) : undefined;
	if (event === undefined) return 0;
	const { socket } = session;
	const sequence = session.events.push(event);
	socket?.sendEvent(event, sequence);
	return socket === undefined ? 0 : 1;
}
