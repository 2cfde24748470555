/** Reads a file of what a server is to know: voice sessions, and the bot and its guilds. Messages never hold a token. */

import { Intent } from "../gateway/intents.ts";
import {
	buildChannel,
	buildGuild,
	buildMember,
	buildUser,
	buildVoiceState,
} from "../gateway/main/fixtures/builders.ts";
import { BOT } from "../gateway/main/fixtures/defaults.ts";
import type { Channel, Guild, Member, User, VoiceState } from "../gateway/main/fixtures/types.ts";
import type { MainOptions } from "../gateway/main/mainOptions.ts";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";
import { readInputFile } from "./inputFile.ts";
import {
	checkUnique,
	count,
	flag,
	having,
	id,
	listOf,
	object,
	oneOf,
	only,
	someOf,
	text,
	textOrNull,
} from "./shape.ts";

/** What a file may tell of the main gateway. */
type MainFixtures = Pick<MainOptions, "user" | "guilds" | "privilegedIntents"> & {
	readonly token?: ReadonlyArray<string>;
};

export interface Fixtures {
	readonly sessions: ReadonlyArray<VoiceCredentials>;
	readonly main: MainFixtures;
}

/** Privileged intents by the names in the file. */
const PRIVILEGED: Readonly<Record<string, Intent>> = {
	GuildMembers: Intent.GuildMembers,
	GuildPresences: Intent.GuildPresences,
	MessageContent: Intent.MessageContent,
};

const session = only({ serverId: text, channelId: text, userId: text, sessionId: text, token: text });
const user = having({ id }, { username: text, global_name: textOrNull, avatar: textOrNull, bot: flag });
const guild = having(
	{ id, channels: listOf(having({ id }, { type: count, name: text, position: count })) },
	{
		name: text,
		owner_id: id,
		members: listOf(having({ user }, { nick: textOrNull, deaf: flag, mute: flag })),
		voice_states: listOf(having({ user_id: id, channel_id: id }, { session_id: text })),
		presences: listOf(having({ user: having({ id }) }, { status: text })),
		roles: listOf(object),
	},
);

const RULES = {
	sessions: someOf(session),
	tokens: someOf(text),
	user,
	guilds: someOf(guild),
	privilegedIntents: listOf(oneOf(Object.keys(PRIVILEGED))),
};

/** A file whose members passed the rules above. */
interface FixtureFile {
	readonly sessions?: ReadonlyArray<VoiceCredentials>;
	readonly tokens?: ReadonlyArray<string>;
	readonly user?: Partial<User>;
	readonly guilds?: ReadonlyArray<GuildEntry>;
	readonly privilegedIntents?: ReadonlyArray<string>;
}

interface GuildEntry extends Partial<Omit<Guild, "channels" | "members" | "voice_states">> {
	readonly id: string;
	readonly channels: ReadonlyArray<Partial<Channel> & { readonly id: string }>;
	readonly members?: ReadonlyArray<Partial<Omit<Member, "user">> & { readonly user: Partial<User> }>;
	readonly voice_states?: ReadonlyArray<Partial<VoiceState> & Pick<VoiceState, "user_id" | "channel_id">>;
}

/** @throws Error In words for the user, if the file cannot be read or holds anything else. */
export async function readFixtures(path: string): Promise<Fixtures> {
	const content = await readInputFile("fixtures file", path);
	try {
		return parseFixtures(content);
	} catch (error) {
		throw new Error(`fixtures file ${path}: ${(error as Error).message}`, { cause: error });
	}
}

/** @throws Error If `content` is not as the help describes; says where. */
export function parseFixtures(content: string): Fixtures {
	const names = Object.keys(RULES);
	const members = parseObject(content, `must be an object with ${names.join(", ")}`);
	const unknown = Object.keys(members).find((name) => !names.includes(name));
	if (unknown !== undefined) throw new Error(`"${unknown}" is unknown; there are ${names.join(", ")}`);
	if (Object.keys(members).length === 0) throw new Error(`is empty; there are ${names.join(", ")}`);
	for (const [name, rule] of Object.entries(RULES)) if (Object.hasOwn(members, name)) rule(members[name], name);
	const file = members as FixtureFile;
	const { sessions = [] } = file;
	const sessionIds = sessions.map(({ sessionId }) => sessionId);
	checkUnique(sessionIds, (index) => `sessions[${index}].sessionId`);
	return { sessions, main: mainOf(file) };
}

function parseObject(content: string, expected: string): Readonly<Record<string, unknown>> {
	let value: unknown;
	try {
		value = JSON.parse(content);
	} catch {
		// the parser's own message quotes the text, and with it a token
		throw new Error("not JSON");
	}
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
	throw new Error(expected);
}

function mainOf({ tokens, user: given, guilds, privilegedIntents }: FixtureFile): MainFixtures {
	const bot = given === undefined ? BOT : { ...BOT, ...given };
	const guildIds = guilds?.map((entry) => entry.id) ?? [];
	checkUnique(guildIds, (index) => `guilds[${index}].id`);
	return {
		...(tokens !== undefined && { token: tokens }),
		...(given !== undefined && { user: bot }),
		...(guilds !== undefined && { guilds: guilds.map((entry, index) => guildOf(entry, bot, `guilds[${index}]`)) }),
		...(privilegedIntents !== undefined && {
			privilegedIntents: privilegedIntents.reduce((bits, name) => bits | (PRIVILEGED[name] ?? 0), 0),
		}),
	};
}

/** Fills in what the file left out; the bot is a member without saying so. */
function guildOf(entry: GuildEntry, bot: User, where: string): Guild {
	const { id: guildId, channels, members = [], voice_states: states = [] } = entry;
	const channelIds = channels.map((channel) => channel.id);
	checkUnique(channelIds, (index) => `${where}.channels[${index}].id`);
	const people = members.map((member) => buildMember({ ...member, user: buildUser(member.user) }));
	const userIds = people.map((member) => member.user.id);
	checkUnique(userIds, (index) => `${where}.members[${index}].user.id`);
	const strayed = states.findIndex((state) => !channelIds.includes(state.channel_id ?? ""));
	if (strayed !== -1) throw new Error(`${where}.voice_states[${strayed}].channel_id must be a channel of the guild`);
	return buildGuild({
		...entry,
		channels: channels.map((channel, position) => buildChannel({ position, ...channel, guild_id: guildId })),
		members: userIds.includes(bot.id) ? people : [buildMember({ user: bot }), ...people],
		voice_states: states.map((state) =>
			buildVoiceState({ session_id: `voice-session-of-${state.user_id}`, ...state, guild_id: guildId }),
		),
	});
}
