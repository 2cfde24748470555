/**
 * Request Guild Members (op 8): finds members and sends them in chunks.
 * Source: Discord Docs, "Request Guild Members", "Guild Members Chunk" and "Rate Limited".
 */

import { Intent } from "../../intents/index.ts";
import type { Clock } from "../../../shared/clock.ts";
import type { Delivery } from "../events/Delivery.ts";
import type { Guild, Member } from "../fixtures/types.ts";
import type { Guilds } from "../Guilds.ts";
import type { MainSession } from "../session/MainSession.ts";
import { GatewayOpcode } from "../../../../src/protocol/gateway/opcode.ts";
import type { RequestMembersPayload } from "./normalForm.ts";
import { RateWindow } from "../session/RateWindow.ts";

/** Maximum number of members in one GUILD_MEMBERS_CHUNK. */
const CHUNK_SIZE = 1000;

/** Maximum number of members that a query with a limit finds. */
const MAX_LIMIT = 100;

/** Maximum size of a nonce in bytes. A longer one is dropped. */
const MAX_NONCE_SIZE = 32;

/** Milliseconds per request for all members of a guild. */
const ALL_MEMBERS_WINDOW = 30_000;

export class MemberRequests {
	/** Requests for all members, by guild. */
	private readonly windows = new Map<string, RateWindow>();

	public constructor(
		private readonly guilds: Guilds,
		private readonly delivery: Delivery,
		private readonly clock: Clock,
	) {}

	/** Answers a request. There is no answer for an unknown guild, or for more than the intents allow. */
	public answer(session: MainSession, d: RequestMembersPayload): void {
		const guild = this.guilds.get(d.guild_id);
		if (guild === undefined) return;
		if (isForAll(d)) {
			if ((session.intents & Intent.GuildMembers) === 0) return;
			const window = this.windowOf(guild.id);
			const now = this.clock.now();
			if (!window.take(now)) return this.refuse(session, d, window.resetAfter(now));
		}
		const members = findMembers(guild, d);
		for (const chunk of chunksOf(guild, members, d, (session.intents & Intent.GuildPresences) !== 0)) {
			this.delivery.toSession(session, "GUILD_MEMBERS_CHUNK", chunk, guild.id);
		}
	}

	private refuse(session: MainSession, d: RequestMembersPayload, wait: number): void {
		this.delivery.toSession(session, "RATE_LIMITED", {
			opcode: GatewayOpcode.RequestGuildMembers,
			retry_after: wait / 1000,
			meta: { guild_id: d.guild_id, ...nonceOf(d) },
		});
	}

	private windowOf(guildId: string): RateWindow {
		const window = this.windows.get(guildId) ?? new RateWindow(1, ALL_MEMBERS_WINDOW);
		this.windows.set(guildId, window);
		return window;
	}
}

/** An empty query with limit 0 requests all members. */
function isForAll(d: RequestMembersPayload): boolean {
	return d.user_ids === undefined && d.query === "" && d.limit === 0;
}

function findMembers(guild: Guild, d: RequestMembersPayload): ReadonlyArray<Member> {
	if (d.user_ids !== undefined) {
		const wanted = new Set(d.user_ids);
		return guild.members.filter((member) => wanted.has(member.user.id));
	}
	if (isForAll(d)) return guild.members;
	const prefix = (d.query ?? "").toLowerCase();
	const startsSo = (name: string | null): boolean => name?.toLowerCase().startsWith(prefix) === true;
	return guild.members
		.filter((member) => startsSo(member.user.username) || startsSo(member.nick))
		.slice(0, d.limit === 0 ? MAX_LIMIT : Math.min(d.limit, MAX_LIMIT));
}

function chunksOf(
	guild: Guild,
	members: ReadonlyArray<Member>,
	d: RequestMembersPayload,
	seesPresences: boolean,
): ReadonlyArray<object> {
	const count = Math.max(1, Math.ceil(members.length / CHUNK_SIZE));
	const found = new Set(members.map((member) => member.user.id));
	const notFound = (d.user_ids ?? []).filter((id) => !found.has(id));
	return Array.from({ length: count }, (_, index) => {
		const part = members.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE);
		const ids = new Set(part.map((member) => member.user.id));
		return {
			guild_id: guild.id,
			members: part,
			chunk_index: index,
			chunk_count: count,
			...(notFound.length > 0 && { not_found: notFound }),
			...(d.presences &&
				seesPresences && { presences: guild.presences.filter((presence) => ids.has(presence.user.id)) }),
			...nonceOf(d),
		};
	});
}

function nonceOf({ nonce }: RequestMembersPayload): { readonly nonce?: string } {
	return nonce === undefined || Buffer.byteLength(nonce) > MAX_NONCE_SIZE ? {} : { nonce };
}
