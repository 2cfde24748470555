import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { basePermissions, channelPermissions, has, PERMISSIONS, type PermissionName } from "./permissions.ts";
import type { Overwrite } from "./readGuild.ts";

const GUILD = "1";
const BOT = "99";

const VIEW = PERMISSIONS.VIEW_CHANNEL;
const CONNECT = PERMISSIONS.CONNECT;

const role = (id: string, deny: bigint, allow: bigint): Overwrite => ({ id, isRole: true, allow, deny });
const member = (id: string, deny: bigint, allow: bigint): Overwrite => ({ id, isRole: false, allow, deny });

interface Case {
	readonly title: string;
	/** Permissions of @everyone, and of roles 2 and 3, which the bot has unless `roles` says otherwise. */
	readonly everyone?: bigint;
	readonly role2?: bigint;
	readonly roles?: ReadonlyArray<string>;
	readonly isOwner?: boolean;
	readonly overwrites?: ReadonlyArray<Overwrite>;
	readonly view: boolean;
	readonly connect: boolean;
}

/** By hand, from Discord's documentation. */
const CASES: ReadonlyArray<Case> = [
	{ title: "nothing", view: false, connect: false },
	{ title: "@everyone", everyone: VIEW | CONNECT, view: true, connect: true },
	{ title: "a role", everyone: VIEW, role2: CONNECT, view: true, connect: true },
	{ title: "a role that the bot lacks", everyone: VIEW, role2: CONNECT, roles: [], view: true, connect: false },
	{ title: "the owner", isOwner: true, overwrites: [role(GUILD, VIEW | CONNECT, 0n)], view: true, connect: true },
	{
		title: "an administrator, whatever the channel denies",
		role2: PERMISSIONS.ADMINISTRATOR,
		overwrites: [role(GUILD, VIEW, 0n), role("2", CONNECT, 0n), member(BOT, VIEW, 0n)],
		view: true,
		connect: true,
	},
	{
		title: "a channel that @everyone is denied",
		everyone: VIEW | CONNECT,
		overwrites: [role(GUILD, CONNECT, 0n)],
		view: true,
		connect: false,
	},
	{
		title: "a role allowed after @everyone is denied",
		everyone: VIEW | CONNECT,
		overwrites: [role("2", 0n, CONNECT), role(GUILD, CONNECT, 0n)],
		view: true,
		connect: true,
	},
	{
		title: "one role allowed and another denied: allowed",
		everyone: VIEW | CONNECT,
		overwrites: [role("2", 0n, CONNECT), role("3", CONNECT, 0n)],
		view: true,
		connect: true,
	},
	{
		title: "the member denied after a role is allowed",
		everyone: VIEW,
		overwrites: [member(BOT, CONNECT, 0n), role("2", 0n, CONNECT)],
		view: true,
		connect: false,
	},
	{
		title: "the member allowed after a role is denied",
		everyone: VIEW | CONNECT,
		overwrites: [role("2", VIEW | CONNECT, 0n), member(BOT, 0n, VIEW)],
		view: true,
		connect: false,
	},
	{
		title: "overwrites of other roles and members",
		everyone: VIEW | CONNECT,
		overwrites: [role("77", VIEW, 0n), member("98", CONNECT, 0n), member("2", VIEW, 0n)],
		view: true,
		connect: true,
	},
	{
		title: "an administrator by overwrite only, which does not count",
		everyone: VIEW,
		overwrites: [role("2", 0n, PERMISSIONS.ADMINISTRATOR)],
		view: true,
		connect: false,
	},
];

describe("channelPermissions", () => {
	for (const { title, everyone = 0n, role2 = 0n, roles = ["2", "3"], isOwner = false, ...rest } of CASES) {
		it(`should decide for ${title}`, () => {
			const holder = { userId: BOT, isOwner, roles };
			const base = basePermissions(GUILD, new Map([[GUILD, everyone], ["2", role2]]), holder); // prettier-ignore
			const permissions = channelPermissions(base, GUILD, rest.overwrites ?? [], holder);
			const held = (name: PermissionName): boolean => has(permissions, name);
			assert.deepEqual([held("VIEW_CHANNEL"), held("CONNECT")], [rest.view, rest.connect]);
		});
	}
});
