/**
 * Simulates an active guild: its members type, write and react in a loop. Controls a GatewayServer from outside, like a
 * test. Reproducible: all randomness comes from `random`.
 */

import { systemTimers, type Timers } from "../../shared/clock.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import { buildMember, buildMessage, buildUser } from "../main/fixtures/builders.ts";
import { snowflake } from "../main/fixtures/snowflake.ts";
import type { User } from "../main/fixtures/types.ts";
import type { Random } from "../../shared/random.ts";

export interface GuildScriptOptions {
	readonly server: GatewayServer;
	readonly guildId: string;
	/** Channel they write in. */
	readonly channelId: string;
	/** Milliseconds between two events; above 0. */
	readonly interval: number;
	readonly random: Random;
	/** @default Node timers that do not keep the process alive */
	readonly timers?: Timers;
}

const PEOPLE: ReadonlyArray<User> = [
	buildUser({ id: snowflake(11), username: "ada" }),
	buildUser({ id: snowflake(12), username: "linus" }),
	buildUser({ id: snowflake(13), username: "grace" }),
];

/** Index of the first message's snowflake, above those of the fixtures. */
const FIRST_MESSAGE = 1000;

const EMOJI = { id: null, name: "👋" };

/** Starts the script. Returns a function that stops it; safe to call twice. */
export function startGuildScript(options: GuildScriptOptions): () => void {
	const { server, guildId, channelId, interval, random, timers = systemTimers } = options;
	let messageCount = 0;
	let turn = 0;
	let author = PEOPLE[0]!;
	let timer: unknown;
	const place = { channel_id: channelId, guild_id: guildId };
	const messageId = (): string => snowflake(FIRST_MESSAGE + messageCount);

	const TURNS = [
		(): void => {
			author = PEOPLE[Math.floor(random() * PEOPLE.length)]!;
			const member = buildMember({ user: author });
			server.dispatch("TYPING_START", { ...place, user_id: author.id, timestamp: messageCount, member });
		},
		(): void => {
			messageCount += 1;
			const content = `message ${messageCount} of ${author.username}`;
			server.dispatch("MESSAGE_CREATE", buildMessage({ ...place, id: messageId(), author, content }));
		},
		(): void => {
			const user = PEOPLE[Math.floor(random() * PEOPLE.length)]!;
			const reaction = {
				...place,
				user_id: user.id,
				message_id: messageId(),
				emoji: EMOJI,
				type: 0,
				burst: false,
			};
			server.dispatch("MESSAGE_REACTION_ADD", { ...reaction, member: buildMember({ user }) });
		},
	];

	function step(): void {
		TURNS[turn % TURNS.length]!();
		turn += 1;
		timer = timers.setTimeout(step, interval);
	}
	timer = timers.setTimeout(step, interval);
	return () => timers.clearTimeout(timer);
}
