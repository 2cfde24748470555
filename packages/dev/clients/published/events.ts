/** The nine kinds of events that every client receives, and how it must report each. Pure. */

import {
	buildChannel,
	buildMember,
	buildMessage,
	buildUser,
	buildVoiceState,
	IDS,
} from "../../../gateway-server/main/fixtures/builders.ts";
import { snowflake } from "../../../gateway-server/main/fixtures/snowflake.ts";

export interface ShownEvent {
	readonly name: string;
	readonly data: object;
	/** Text of the client's report. */
	readonly text: string;
}

const NEWCOMER = buildUser({ id: snowflake(2001), username: "newcomer" });
const MESSAGE = { ...buildMessage({ id: snowflake(2000), content: "first words" }), guild_id: IDS.guild };

/** Time of TYPING_START, in seconds. */
const SECONDS = 1_704_067_200;

/**
 * The interaction of an application command in a guild. Source: Discord Docs, "Interaction Object".
 */
const INTERACTION = {
	id: snowflake(2003),
	application_id: IDS.bot,
	type: 2,
	data: { id: snowflake(2004), name: "ping", type: 1 },
	guild: { id: IDS.guild, locale: "en-US", features: [] },
	guild_id: IDS.guild,
	channel: { ...buildChannel(), permissions: "0", last_message_id: null },
	channel_id: IDS.textChannel,
	member: { ...buildMember(), permissions: "0" },
	token: "interaction-token",
	version: 1,
	app_permissions: "0",
	locale: "en-US",
	guild_locale: "en-US",
	entitlements: [],
	authorizing_integration_owners: {},
	context: 0,
	attachment_size_limit: 10_485_760,
};

/** In an order in which the client's cache already has the subject of each event. */
export const SHOWN_EVENTS: ReadonlyArray<ShownEvent> = [
	{ name: "MESSAGE_CREATE", data: MESSAGE, text: "first words" },
	{
		name: "MESSAGE_UPDATE",
		data: { ...MESSAGE, content: "second thoughts", edited_timestamp: MESSAGE.timestamp },
		text: "second thoughts",
	},
	{
		name: "MESSAGE_DELETE",
		data: { id: MESSAGE.id, channel_id: IDS.textChannel, guild_id: IDS.guild },
		text: MESSAGE.id,
	},
	{
		name: "GUILD_MEMBER_ADD",
		data: { ...buildMember({ user: NEWCOMER }), guild_id: IDS.guild },
		text: NEWCOMER.username,
	},
	{ name: "GUILD_MEMBER_REMOVE", data: { guild_id: IDS.guild, user: NEWCOMER }, text: NEWCOMER.username },
	{ name: "CHANNEL_CREATE", data: buildChannel({ id: snowflake(2002), name: "new-channel" }), text: "new-channel" },
	{
		name: "VOICE_STATE_UPDATE",
		data: buildVoiceState({ channel_id: IDS.otherVoiceChannel, member: buildMember() }),
		text: `${IDS.user} in ${IDS.otherVoiceChannel}`,
	},
	{
		name: "TYPING_START",
		data: {
			channel_id: IDS.textChannel,
			guild_id: IDS.guild,
			user_id: IDS.user,
			timestamp: SECONDS,
			member: buildMember(),
		},
		text: IDS.user,
	},
	{ name: "INTERACTION_CREATE", data: INTERACTION, text: "ping" },
];
