/** Which relay token may watch which rooms, and take the seat for speakers. Pure. Source: docs/relay.md, "Grants". */

import type { RoomKey } from "../room/RoomKey.ts";

/** `join` includes `watch`. */
export type RoomRight = "watch" | "join";

/** A right for the rooms that match. An absent part matches every room. */
export interface Grant {
	/** Name of the token. */
	readonly token: string;
	readonly bot: string | undefined;
	readonly guild: string | undefined;
	/** Absent: every channel, and the room of the guild. */
	readonly channel: string | undefined;
	readonly right: RoomRight;
}

export class Grants {
	/**
	 * @param grants Without any, a relay with one token permits everything, and one with several nothing.
	 * @param tokens Number of the relay's tokens.
	 */
	public constructor(
		private readonly grants: ReadonlyArray<Grant>,
		private readonly tokens: number,
	) {}

	/** Returns the highest right of a token to a room, if any. */
	public rightOf(token: string, room: RoomKey): RoomRight | undefined {
		if (this.grants.length === 0) return this.tokens === 1 ? "join" : undefined;
		const rights = this.grants.filter((grant) => grant.token === token && matches(grant, room));
		if (rights.some(({ right }) => right === "join")) return "join";
		return rights.length > 0 ? "watch" : undefined;
	}

	/** What the operator writes to permit it. */
	public remedy(token: string, { bot, guild, channel }: RoomKey, right: RoomRight): string {
		const grant = `${token}=${bot}/${guild}/${channel ?? "*"}:${right}`;
		if (this.grants.length > 0) return `token ${token} lacks the right: write ${grant} into RELAY_GRANTS`;
		return `relay has several tokens and no grants: write ${grant} into RELAY_GRANTS`;
	}
}

function matches(grant: Grant, { bot, guild, channel }: RoomKey): boolean {
	const isBot = grant.bot === undefined || grant.bot === bot;
	const isGuild = grant.guild === undefined || grant.guild === guild;
	return isBot && isGuild && (grant.channel === undefined || grant.channel === channel);
}
