/** Parses a fixtures file: voice sessions, the bot, and its guilds. Error messages never contain a token. */

import { Intent } from "../intents/index.ts";
import type { GuildFixture, UserFixture } from "../main/fixtures/complete.ts";
import type { MainOptions } from "../main/mainOptions.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
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

/** Settings of the main gateway that a file may contain. */
type MainFixtures = Pick<MainOptions, "user" | "guilds" | "privilegedIntents"> & {
	readonly token?: ReadonlyArray<string>;
};

export interface Fixtures {
	readonly sessions: ReadonlyArray<VoiceCredentials>;
	readonly main: MainFixtures;
}

/** Privileged intents by their names in the file. */
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

/** A file that passes the rules above. */
interface FixtureFile {
	readonly sessions?: ReadonlyArray<VoiceCredentials>;
	readonly tokens?: ReadonlyArray<string>;
	readonly user?: UserFixture;
	readonly guilds?: ReadonlyArray<GuildFixture>;
	readonly privilegedIntents?: ReadonlyArray<string>;
}

/** @throws Error If the file cannot be read or is invalid. The message is meant for the user. */
export async function readFixtures(path: string): Promise<Fixtures> {
	const content = await readInputFile("fixtures file", path);
	try {
		return parseFixtures(content);
	} catch (error) {
		throw new Error(`fixtures file ${path}: ${(error as Error).message}`, { cause: error });
	}
}

/** @throws Error If `content` does not match the description in the help text. Says where. */
export function parseFixtures(content: string): Fixtures {
	const names = Object.keys(RULES);
	const members = parseObject(content, `must be an object with ${names.join(", ")}`);
	const unknown = Object.keys(members).find((name) => !names.includes(name));
	if (unknown !== undefined) throw new Error(`"${unknown}" is unknown; expected ${names.join(", ")}`);
	if (Object.keys(members).length === 0) throw new Error(`is empty; expected ${names.join(", ")}`);
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
		// the parser's message quotes the text and thus a token
		throw new Error("not JSON");
	}
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
	throw new Error(expected);
}

function mainOf({ tokens, user: bot, guilds = [], privilegedIntents }: FixtureFile): MainFixtures {
	const guildIds = guilds.map(({ id: guildId }) => guildId);
	checkUnique(guildIds, (index) => `guilds[${index}].id`);
	guilds.forEach((entry, index) => checkGuild(entry, `guilds[${index}]`));
	return {
		...(tokens !== undefined && { token: tokens }),
		...(bot !== undefined && { user: bot }),
		...(guilds.length > 0 && { guilds }),
		...(privilegedIntents !== undefined && {
			privilegedIntents: privilegedIntents.reduce((bits, name) => bits | (PRIVILEGED[name] ?? 0), 0),
		}),
	};
}

/** Checks what the rules above cannot: duplicate IDs, and voice states outside the guild's channels. */
function checkGuild({ channels, members = [], voice_states: states = [] }: GuildFixture, where: string): void {
	const channelIds = channels.map((channel) => channel.id);
	checkUnique(channelIds, (index) => `${where}.channels[${index}].id`);
	const userIds = members.map((member) => member.user.id);
	checkUnique(userIds, (index) => `${where}.members[${index}].user.id`);
	const strayed = states.findIndex((state) => !channelIds.includes(state.channel_id ?? ""));
	if (strayed !== -1) throw new Error(`${where}.voice_states[${strayed}].channel_id must be a channel of the guild`);
}
