/** The guilds of a cell, from its dispatches. Pure. */

import "../../shared/luau/globals.ts";
import { readReady } from "../../../src/protocol/gateway/serverBody.ts";
import { GuildState, type GuildNews } from "../room/guild/GuildState.ts";
import { guildIdOf, isGuildDispatch } from "../room/guild/guildDispatch.ts";

/** What a dispatch changed in a guild. */
export interface CellNews extends GuildNews {
	readonly guild: GuildState;
}

export class CellGuilds {
	private readonly states = new Map<string, GuildState>();
	private botId = "";

	/** @param onChanged A guild differs from what the state directory has. */
	public constructor(private readonly onChanged: (guild: GuildState) => void) {}

	public get all(): ReadonlyArray<GuildState> {
		return [...this.states.values()];
	}

	public get(guildId: string): GuildState | undefined {
		return this.states.get(guildId);
	}

	/** Takes what an earlier process wrote. @returns False if a part cannot be read; then it takes nothing. */
	public restore(saved: ReadonlyArray<unknown>, botId: string): boolean {
		const guilds = saved.map((item) => GuildState.restore(item, botId));
		if (guilds.includes(undefined)) return false;
		this.botId = botId;
		for (const guild of guilds) if (guild !== undefined) this.states.set(guild.id, guild);
		return true;
	}

	/** READY: guilds that it does not list have removed the bot. */
	public begin(body: unknown): void {
		const ready = readReady(body);
		this.botId = ready?.user?.id ?? this.botId;
		const listed = new Set(ready?.guilds.map(({ id }) => id));
		for (const id of listed) if (!this.states.has(id)) this.states.set(id, new GuildState(id, this.botId));
		const gone = this.all.filter(({ id, status }) => !listed.has(id) && status !== "removed");
		for (const guild of gone) {
			guild.remove();
			this.onChanged(guild);
		}
	}

	/** Dispatches are lost. */
	public lose(reason: string): void {
		for (const guild of this.states.values()) guild.lose(reason);
	}

	/** Applies a dispatch. @returns Undefined if it is of no guild, or not needed. */
	public take(name: string, body: unknown): CellNews | undefined {
		if (!isGuildDispatch(name)) return undefined;
		const guildId = guildIdOf(name, body);
		if (guildId === undefined) return undefined;
		const known = this.states.get(guildId);
		// the bot was added to a guild
		if (known === undefined && name !== "GUILD_CREATE") return undefined;
		const guild = known ?? new GuildState(guildId, this.botId);
		this.states.set(guildId, guild);
		const news = guild.apply(name, body);
		this.onChanged(guild);
		return { guild, ...news };
	}
}
