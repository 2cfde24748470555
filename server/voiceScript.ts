/**
 * Makes a channel look alive: people who join, speak and fall silent, and the encryption traffic around them.
 * Drives a GatewayServer from outside, like a test would. Repeatable: all chance comes from `random`.
 */

import { VoiceOpcode } from "../src/protocol/voice/opcode.ts";
import { systemTimers, type Timers } from "./gateway/clock.ts";
import type { GatewayServer } from "./gateway/GatewayServer.ts";
import { randomBytes, type Random } from "./gateway/random.ts";

/** A person in the channel. */
export interface Actor {
	readonly name: string;
	readonly userId: string;
	readonly ssrc: number;
}

export const ACTORS: ReadonlyArray<Actor> = [
	{ name: "Ada", userId: "201000000000000001", ssrc: 2001 },
	{ name: "Linus", userId: "201000000000000002", ssrc: 2002 },
	{ name: "Grace", userId: "201000000000000003", ssrc: 2003 },
];

export interface VoiceScriptOptions {
	readonly server: GatewayServer;
	readonly sessionId: string;
	/** Milliseconds between two messages; above 0. */
	readonly interval: number;
	/** Messages after the people joined; then the script stops by itself. */
	readonly messageCount: number;
	readonly random: Random;
	/** Whether it plays encryption traffic too: on a channel that has a group of its own, that would be taken for real. @default true */
	readonly hasBinary?: boolean;
	/** @default the three of {@link ACTORS} */
	readonly actors?: ReadonlyArray<Actor>;
	/** @default timers of Node that keep no process alive */
	readonly timers?: Timers;
	/** Called once, an interval after the last message. Not called after a stop. */
	readonly onDone?: () => void;
}

/** Binary messages that a server sends for DAVE. */
const DAVE_OPCODES = [
	VoiceOpcode.DaveMlsExternalSender,
	VoiceOpcode.DaveMlsProposals,
	VoiceOpcode.DaveMlsAnnounceCommitTransition,
	VoiceOpcode.DaveMlsWelcome,
] as const;

/** Share of messages that are binary. */
const BINARY_SHARE = 0.2;

/** Longest binary payload, in bytes. */
const MAX_PAYLOAD_SIZE = 64;

/** Speaking flag of Discord: microphone. */
const MICROPHONE = 1;

/**
 * Starts a script for one session. Its first message is Clients Connect.
 *
 * @returns What stops it; safe to call twice.
 */
export function startVoiceScript(options: VoiceScriptOptions): () => void {
	const { server, sessionId, interval, random, hasBinary = true, actors = ACTORS, timers = systemTimers } = options;
	const speaking = new Set<Actor>();
	let sentCount = 0;
	let timer: unknown;

	function step(): void {
		if (sentCount === options.messageCount) return options.onDone?.();
		sentCount += 1;
		if (random() < BINARY_SHARE && hasBinary) sendDave();
		else toggleSpeaking();
		timer = timers.setTimeout(step, interval);
	}

	function sendDave(): void {
		const size = Math.floor(random() * MAX_PAYLOAD_SIZE);
		server.sendBinaryToSession(sessionId, pick(DAVE_OPCODES, random), randomBytes(random, size));
	}

	function toggleSpeaking(): void {
		const actor = pick(actors, random);
		if (!speaking.delete(actor)) speaking.add(actor);
		const { userId, ssrc } = actor;
		server.sendToSession(sessionId, VoiceOpcode.Speaking, {
			user_id: userId,
			ssrc,
			speaking: speaking.has(actor) ? MICROPHONE : 0,
		});
	}

	server.sendToSession(sessionId, VoiceOpcode.ClientsConnect, { user_ids: actors.map(({ userId }) => userId) });
	timer = timers.setTimeout(step, interval);
	return () => timers.clearTimeout(timer);
}

function pick<Item>(items: ReadonlyArray<Item>, random: Random): Item {
	const item = items[Math.floor(random() * items.length)];
	if (item === undefined) throw new RangeError("nothing to pick from");
	return item;
}
