/**
 * Converts the payload forms of client libraries into the one form that handlers read, after validation by the field tables.
 * Pure. One row per opcode whose payload has several forms.
 * Source: payloads of published libraries, see `libraries.test.ts`.
 */

import { GatewayOpcode } from "../../../../src/protocol/gateway/opcode.ts";
import type { ClientMessage } from "./rules.ts";

/** Bounds of `large_threshold`; other values are clamped. Source: Discord Docs, "Identify Structure". */
const LARGE_THRESHOLD = { lowest: 50, highest: 250 } as const;

type Id = string | number;

/** Optional: discordgo, Javacord and twilight send the prefix here, as in the HTTP header. */
const TOKEN_PREFIX = "Bot ";

/** `d` of Identify in its normal form. */
export interface IdentifyPayload {
	readonly token: string;
	readonly intents: number | undefined;
	readonly shard: readonly [number, number] | undefined;
	readonly largeThreshold: number | undefined;
	/** Whether the client asks for payload compression. */
	readonly compress: boolean;
}

/** `d` of Resume. Values that the client lacks are null. */
export interface ResumePayload {
	readonly token: string;
	readonly session_id?: string | null;
	readonly seq?: number | null;
}

/** `d` of Update Presence. */
export interface PresencePayload {
	readonly status: string;
	readonly activities: ReadonlyArray<object>;
}

/** `d` of Request Guild Members for one guild. */
export interface RequestMembersPayload {
	readonly guild_id: string;
	readonly query: string | undefined;
	readonly limit: number;
	readonly presences: boolean;
	readonly user_ids: ReadonlyArray<string> | undefined;
	readonly nonce: string | undefined;
}

const FORMS: ReadonlyMap<number, (d: never) => unknown> = new Map<number, (d: never) => unknown>([
	[GatewayOpcode.Identify, identifyForm],
	[GatewayOpcode.Resume, resumeForm],
	[GatewayOpcode.PresenceUpdate, presenceForm],
	[GatewayOpcode.VoiceStateUpdate, voiceStateForm],
	[GatewayOpcode.RequestGuildMembers, requestMembersForm],
	[
		GatewayOpcode.RequestSoundboardSounds,
		(d: { guild_ids: ReadonlyArray<Id> }) => ({ guild_ids: idsOf(d.guild_ids) }),
	],
]);

/** Returns the payload of a message in the form that its handler reads. */
export function normalForm({ op, d }: ClientMessage): unknown {
	const form = FORMS.get(op);
	return form === undefined ? d : form(d as never);
}

function identifyForm(d: {
	token: string;
	intents?: number | null;
	shard?: readonly [number, number] | null;
	large_threshold?: number | null;
	compress?: unknown;
}): IdentifyPayload {
	const { lowest, highest } = LARGE_THRESHOLD;
	const threshold = d.large_threshold ?? undefined;
	return {
		token: bareToken(d.token),
		intents: d.intents ?? undefined,
		shard: d.shard ?? undefined,
		largeThreshold: threshold === undefined ? undefined : Math.min(Math.max(threshold, lowest), highest),
		compress: d.compress === true,
	};
}

function resumeForm(d: ResumePayload): ResumePayload {
	return { ...d, token: bareToken(d.token) };
}

/** hikari, discord.py and DSharpPlus send one `game`, discordgo an empty one, Discord.Net a list with null. */
function presenceForm(d: {
	status?: string | null;
	activities?: ReadonlyArray<unknown> | null;
	game?: unknown;
}): PresencePayload {
	const given = [...(d.activities ?? []), d.game];
	const isShown = (activity: unknown): activity is object =>
		typeof activity === "object" && activity !== null && !("name" in activity && !activity.name);
	return { status: d.status || "online", activities: given.filter(isShown) };
}

function voiceStateForm(d: {
	guild_id: Id;
	channel_id?: Id | null;
	self_mute?: boolean | null;
	self_deaf?: boolean | null;
}): object {
	return {
		...d,
		guild_id: String(d.guild_id),
		channel_id: d.channel_id == null ? null : String(d.channel_id),
		self_mute: d.self_mute ?? false,
		self_deaf: d.self_deaf ?? false,
	};
}

/** discordgo, arikawa and Discord.Net send a list of guilds, as versions before 8 allowed. */
function requestMembersForm(d: {
	guild_id: Id | ReadonlyArray<Id>;
	query?: string | null;
	limit?: number | null;
	presences?: boolean | null;
	user_ids?: Id | ReadonlyArray<Id> | null;
	nonce?: string | null;
}): ReadonlyArray<RequestMembersPayload> {
	return idsOf(d.guild_id).map((guildId) => ({
		guild_id: guildId,
		query: d.query ?? undefined,
		limit: d.limit ?? 0,
		presences: d.presences ?? false,
		user_ids: d.user_ids == null ? undefined : idsOf(d.user_ids),
		nonce: d.nonce ?? undefined,
	}));
}

function idsOf(ids: Id | ReadonlyArray<Id>): ReadonlyArray<string> {
	return (Array.isArray(ids) ? (ids as ReadonlyArray<Id>) : [ids as Id]).map(String);
}

function bareToken(token: string): string {
	return token.startsWith(TOKEN_PREFIX) ? token.slice(TOKEN_PREFIX.length) : token;
}
