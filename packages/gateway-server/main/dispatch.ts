/**
 * Which sessions an event concerns, and how one gets it.
 * Source: Discord Docs, "Sharding".
 */

import { shardOf } from "./fixtures/snowflake.ts";
import type { MainSession, Shard } from "./MainSession.ts";
import type { OutgoingEvent } from "./OutgoingEvent.ts";

/** The guild that data names; `undefined` if it names none. */
export function guildIdOf(data: unknown): string | undefined {
	const { guild_id: guildId } = (data ?? {}) as { guild_id?: unknown };
	return typeof guildId === "string" ? guildId : undefined;
}

/** Says of shards whether they have a guild; what has no guild goes to shard 0. To be used for one event. */
export function shardFilter(guildId: string | undefined): (shard: Shard) => boolean {
	if (guildId === undefined) return ([id]) => id === 0;
	const idByCount = new Map<number, number>();
	return ([id, count]) => {
		const concerned = idByCount.get(count) ?? shardOf(guildId, count);
		idByCount.set(count, concerned);
		return id === concerned;
	};
}

/** Numbers an event for a session and sends it, unless its intents hold it back. Returns how many sockets it went to. */
export function deliver(session: MainSession, outgoing: OutgoingEvent): number {
	const event = session.isLive ? outgoing.seenWith(session.intents) : undefined;
	if (event === undefined) return 0;
	const { socket } = session;
	const sequence = session.events.push(event);
	socket?.sendEvent(event, sequence);
	return socket === undefined ? 0 : 1;
}
