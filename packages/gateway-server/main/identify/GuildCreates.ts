/** Creates GUILD_CREATE of each guild. Sessions with the same view share one event, because it is large and each keeps it. */

import type { Guild } from "../fixtures/types.ts";
import type { Guilds } from "../Guilds.ts";
import type { MainSession } from "../session/MainSession.ts";
import { OutgoingEvent } from "../events/OutgoingEvent.ts";
import { guildCreateOf } from "./readyEvents.ts";

interface Latest {
	readonly json: string;
	readonly event: OutgoingEvent;
}

export class GuildCreates {
	/** Latest event by guild ID. One is enough: few sessions differ, and old states do not return. */
	private readonly latest = new Map<string, Latest>();

	public constructor(private readonly guilds: Guilds) {}

	/** Returns the current GUILD_CREATE of a guild for a session. */
	public of(session: MainSession, guild: Guild): OutgoingEvent {
		const data = guildCreateOf(session, guild, this.guilds);
		const json = JSON.stringify(data);
		const known = this.latest.get(guild.id);
		if (known?.json === json) return known.event;
		const event = new OutgoingEvent("GUILD_CREATE", data, guild.id, session.userId);
		this.latest.set(guild.id, { json, event });
		return event;
	}
}
