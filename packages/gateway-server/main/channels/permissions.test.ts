import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildGuild, buildMember, buildRole, buildUser, buildVoiceChannel, IDS } from "../fixtures/builders.ts";
import type { Channel, Guild } from "../fixtures/types.ts";
import { mayJoin } from "./permissions.ts";

const VIEW = 1 << 10;
const CONNECT = 1 << 20;
const MOVE = 1 << 24;
const ADMINISTRATOR = 1 << 3;
const EVERYONE = IDS.guild;
const [ROLE, OTHER_ROLE] = [IDS.role, "9000"];

/** A guild where the bot has `ROLE`, and @everyone may view and connect. */
function guildWith(rolePermissions = 0, changes: Partial<Guild> = {}): Guild {
	return buildGuild({
		members: [buildMember({ user: buildUser({ id: IDS.bot }), roles: [ROLE] })],
		roles: [
			buildRole({ id: EVERYONE, permissions: String(VIEW | CONNECT) }),
			buildRole({ id: ROLE, permissions: String(rolePermissions) }),
			buildRole({ id: OTHER_ROLE, permissions: String(ADMINISTRATOR) }),
		],
		...changes,
	});
}

type Overwrite = readonly [id: string, type: 0 | 1, allow: number, deny: number];

function channelWith(overwrites: ReadonlyArray<Overwrite>, userLimit = 0): Channel {
	return buildVoiceChannel({
		user_limit: userLimit,
		permission_overwrites: overwrites.map(([id, type, allow, deny]) => ({
			id,
			type,
			allow: String(allow),
			deny: String(deny),
		})),
	});
}

describe("mayJoin", () => {
	/** By hand, from "Permission Overwrites". */
	const cases: ReadonlyArray<
		readonly [what: string, mayJoin: boolean, role: number, overwrites: ReadonlyArray<Overwrite>]
	> = [
		["permissions of @everyone", true, 0, []],
		["CONNECT denied to @everyone", false, 0, [[EVERYONE, 0, 0, CONNECT]]],
		["VIEW_CHANNEL denied to @everyone", false, 0, [[EVERYONE, 0, 0, VIEW]]],
		[
			"a denial that a role allows again",
			true,
			0,
			[
				[EVERYONE, 0, 0, CONNECT],
				[ROLE, 0, CONNECT, 0],
			],
		],
		["a role's denial", false, 0, [[ROLE, 0, 0, CONNECT]]],
		["a foreign role's denial", true, 0, [[OTHER_ROLE, 0, 0, CONNECT]]],
		[
			"a role's denial that the member overrules",
			true,
			0,
			[
				[IDS.bot, 1, CONNECT, 0],
				[ROLE, 0, 0, CONNECT],
			],
		],
		[
			"the member's denial",
			false,
			0,
			[
				[IDS.bot, 1, 0, CONNECT],
				[ROLE, 0, CONNECT, 0],
			],
		],
		["an overwrite of another member", true, 0, [[IDS.user, 1, 0, CONNECT]]],
		["ADMINISTRATOR despite denials", true, ADMINISTRATOR, [[IDS.bot, 1, 0, CONNECT]]],
	];
	for (const [what, expected, role, overwrites] of cases) {
		it(`should be ${expected} for ${what}`, () => {
			assert.equal(mayJoin(guildWith(role), channelWith(overwrites), IDS.bot, 0), expected);
		});
	}

	it("should be true for the owner despite denials", () => {
		const guild = guildWith(0, { owner_id: IDS.bot });
		assert.equal(mayJoin(guild, channelWith([[EVERYONE, 0, 0, VIEW | CONNECT]], 1), IDS.bot, 1), true);
	});

	for (const [limit, present, role, expected] of [
		[0, 99, 0, true],
		[2, 1, 0, true],
		[2, 2, 0, false],
		[2, 3, 0, false],
		[2, 2, MOVE, true],
	] as const) {
		it(`should be ${expected} with ${present} of ${limit} present and permissions ${role}`, () => {
			assert.equal(mayJoin(guildWith(role), channelWith([], limit), IDS.bot, present), expected);
		});
	}
});
