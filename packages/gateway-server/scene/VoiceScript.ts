/**
 * Simulates an active voice channel: users that join and take turns speaking in real packets, and DAVE traffic around
 * them.
 * Controls a GatewayServer from outside, like a test. Reproducible: all randomness comes from `random`.
 */

import { randomUUID } from "node:crypto";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { systemClock, type Clock } from "../../shared/clock.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import { snowflake } from "../main/fixtures/snowflake.ts";
import { randomBytes, type Random } from "../../shared/random.ts";
import { Speaker } from "./Speaker.ts";

/** A simulated user in the channel. */
export interface Actor {
	readonly name: string;
	readonly userId: string;
}

export const ACTORS: ReadonlyArray<Actor> = [
	{ name: "Ada", userId: snowflake(21) },
	{ name: "Linus", userId: snowflake(22) },
	{ name: "Grace", userId: snowflake(23) },
];

export interface VoiceScriptOptions {
	readonly server: GatewayServer;
	/** Guild of the channel. */
	readonly guildId: string;
	/** Session whose channel they join. */
	readonly sessionId: string;
	/** Milliseconds between two turns; above 0. In a turn, one user starts or stops speaking. */
	readonly interval: number;
	/** Number of turns. The script then ends, but the users stay. */
	readonly turnCount: number;
	readonly random: Random;
	/** Whether to send simulated DAVE traffic. A channel with a real group would take it for real. @default true */
	readonly hasBinary?: boolean;
	/** @default the three users of {@link ACTORS} */
	readonly actors?: ReadonlyArray<Actor>;
	/** @default the clock of the process */
	readonly clock?: Clock;
	/** Called once, an interval after the last turn. Not called after `stop`. */
	readonly onDone?: () => void;
}

/** Binary DAVE messages sent by a server. */
const DAVE_OPCODES = [
	VoiceOpcode.DaveMlsExternalSender,
	VoiceOpcode.DaveMlsProposals,
	VoiceOpcode.DaveMlsAnnounceCommitTransition,
	VoiceOpcode.DaveMlsWelcome,
] as const;

/** Share of turns that send a binary message. */
const BINARY_SHARE = 0.2;

/** Maximum binary payload size in bytes. */
const MAX_PAYLOAD_SIZE = 64;

export class VoiceScript {
	private readonly speakers: ReadonlyArray<Speaker>;
	private readonly sessionIds: ReadonlyArray<string>;
	private readonly clock: Clock;
	private turns = 0;
	private timer: unknown;

	/** Lets the users join and starts the turns. */
	public constructor(private readonly options: VoiceScriptOptions) {
		const { server, guildId, sessionId, actors = ACTORS, clock = systemClock, interval, random } = options;
		this.clock = clock;
		const channelId = server.channelIdOf(sessionId);
		const people = actors.map(({ userId, name }) => ({
			name,
			credentials: { serverId: guildId, channelId, userId, sessionId: randomUUID(), token: randomUUID() },
		}));
		this.sessionIds = people.map(({ credentials }) => credentials.sessionId);
		this.speakers = people.map((person) => Speaker.enter(server, { ...person, clock, random }));
		this.timer = clock.setTimeout(() => this.step(), interval);
	}

	/** Ends the script and lets the users leave. Safe to call twice. */
	public stop(): void {
		this.clock.clearTimeout(this.timer);
		for (const speaker of this.speakers) speaker.leave();
		for (const sessionId of this.sessionIds) this.options.server.unregisterVoiceSession(sessionId);
	}

	private step(): void {
		const { turnCount, random, hasBinary = true, interval, onDone } = this.options;
		if (this.turns === turnCount) return onDone?.();
		this.turns += 1;
		if (random() < BINARY_SHARE && hasBinary) this.sendDave();
		else this.takeTurn();
		this.timer = this.clock.setTimeout(() => this.step(), interval);
	}

	private takeTurn(): void {
		const speaker = pick(this.speakers, this.options.random);
		if (speaker.isSpeaking) speaker.stop();
		else void speaker.speak();
	}

	private sendDave(): void {
		const { server, sessionId, random } = this.options;
		const size = Math.floor(random() * MAX_PAYLOAD_SIZE);
		server.sendBinaryToSession(sessionId, pick(DAVE_OPCODES, random), randomBytes(random, size));
	}
}

function pick<Item>(items: ReadonlyArray<Item>, random: Random): Item {
	const item = items[Math.floor(random() * items.length)];
	if (item === undefined) throw new RangeError("nothing to pick from");
	return item;
}
