/**
 * Reads the parts of Discord's objects that rooms need.
 * Pure. Never throws, whatever Discord sends. Returns undefined for a malformed object.
 * Source: Discord Docs, "Channel Object", "Role Object", "Overwrite Object".
 */

import "../../../shared/luau/globals.ts";
import { field, numberField, textField } from "../../../../src/protocol/field.ts";
import { MOST_NAME, MOST_OVERWRITES } from "./bounds.ts";

/** Types of channels that people speak in: voice and stage. */
const VOICE_TYPES: ReadonlySet<number> = new Set([2, 13]);

const ID = /^[0-9]{1,20}$/;

export interface Overwrite {
	/** Of a role, or of a member. */
	readonly id: string;
	readonly isRole: boolean;
	readonly allow: bigint;
	readonly deny: bigint;
}

export interface GuildChannel {
	readonly id: string;
	readonly name: string;
	readonly isVoice: boolean;
	/** Most users; 0 for no limit. */
	readonly userLimit: number;
	readonly overwrites: ReadonlyArray<Overwrite>;
}

export interface Role {
	readonly id: string;
	readonly permissions: bigint;
}

/** A field that is an ID. */
export function idField(body: unknown, name: string): string | undefined {
	const id = textField(body, name);
	return id !== undefined && ID.test(id) ? id : undefined;
}

/** A field that is a list; undefined if it is anything else. */
export function listIn(body: unknown, name: string): ReadonlyArray<unknown> | undefined {
	const list = field(body, name);
	return Array.isArray(list) ? list : undefined;
}

/** A name, at most 100 characters, without halves of surrogate pairs: other parsers of JSON refuse those. */
export function boundName(name: string): string {
	return (name.length > MOST_NAME ? name.slice(0, MOST_NAME) : name).toWellFormed();
}

/** @param botId The only member whose overwrites matter. */
export function readChannel(body: unknown, botId: string): GuildChannel | undefined {
	const id = idField(body, "id");
	const type = numberField(body, "type");
	if (id === undefined || type === undefined) return undefined;
	const isVoice = VOICE_TYPES.has(type);
	return {
		id,
		name: boundName(textField(body, "name") ?? ""),
		isVoice,
		userLimit: isVoice ? (numberField(body, "user_limit") ?? 0) : 0,
		overwrites: isVoice ? readOverwrites(body, botId) : [],
	};
}

/** A channel as Discord writes it. The inverse of `readChannel`. */
export function writeChannel({ id, name, isVoice, userLimit, overwrites }: GuildChannel): object {
	return {
		id,
		name,
		type: isVoice ? 2 : 0,
		user_limit: userLimit,
		permission_overwrites: overwrites.map(({ id, isRole, allow, deny }) => ({
			id,
			type: isRole ? 0 : 1,
			allow: String(allow),
			deny: String(deny),
		})),
	};
}

export function readRole(body: unknown): Role | undefined {
	const id = idField(body, "id");
	return id === undefined ? undefined : { id, permissions: bitsField(body, "permissions") };
}

function readOverwrites(body: unknown, botId: string): ReadonlyArray<Overwrite> {
	const kept = new Array<Overwrite>();
	for (const item of listIn(body, "permission_overwrites") ?? []) {
		const id = idField(item, "id");
		// Version 6 has "role" and "member".
		const type = field(item, "type");
		const isRole = type === 0 || type === "role";
		if (id === undefined || (!isRole && id !== botId)) continue;
		if (kept.length === MOST_OVERWRITES) break;
		kept.push({ id, isRole, allow: bitsField(item, "allow"), deny: bitsField(item, "deny") });
	}
	return kept;
}

/** Permissions: decimal digits in a string, as they exceed 2^53. */
function bitsField(body: unknown, name: string): bigint {
	const text = textField(body, name);
	return text !== undefined && ID.test(text) ? BigInt(text) : 0n;
}
