/** The people in the demo's guild: IDs, names and voice credentials, none of them secret. Pure. */

import {
	BOT,
	buildGuild,
	buildMember,
	buildUser,
	buildVoiceState,
	IDS,
} from "../../gateway-server/main/fixtures/builders.ts";
import { snowflake } from "../../gateway-server/main/fixtures/snowflake.ts";
import type { Guild } from "../../gateway-server/main/fixtures/types.ts";
import type { VoiceCredentials } from "../../gateway-server/voice/VoiceSession.ts";

export interface Person {
	readonly name: string;
	/** Frequency in hertz of the tone that stands for their voice. */
	readonly pitch: number;
	readonly credentials: VoiceCredentials;
}

function person(index: number, name: string, pitch: number): Person {
	const [serverId, channelId, userId] = [IDS.guild, IDS.voiceChannel, snowflake(20 + index)];
	const credentials = { serverId, channelId, userId, sessionId: `voice-of-${name}`, token: `token-of-${name}` };
	return { name, pitch, credentials };
}

/** The people who are in the voice channel from the start. */
export const PEOPLE = [person(1, "Ada", 440), person(2, "Linus", 660)] as const;

/** A guest who joins and leaves with `--watch`. */
export const VISITOR: Person = person(3, "Grace", 550);

/** Returns the guild with everyone as a member and {@link PEOPLE} in its voice channel. */
export function buildDemoGuild(): Guild {
	const everyone = [...PEOPLE, VISITOR];
	return buildGuild({
		name: "Demo",
		members: [
			buildMember({ user: BOT }),
			...everyone.map(({ name, credentials: { userId } }) =>
				buildMember({ user: buildUser({ id: userId, username: name.toLowerCase(), global_name: name }) }),
			),
		],
		voice_states: PEOPLE.map(({ credentials: { userId, sessionId } }) =>
			buildVoiceState({ user_id: userId, session_id: sessionId }),
		),
	});
}
