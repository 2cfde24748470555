/** One leg of a soak: a gateway server that sends, a client that hears, and what is done to the way between them. */

import { setTimeout as delay } from "node:timers/promises";
import { VoiceOpcode } from "../../src/protocol/voice/opcode.ts";
import { GatewayServer } from "../gateway/GatewayServer.ts";
import type { Cleaning } from "../relay/support/spawnRelay.ts";
import { runClient } from "./runClient.ts";

/** What a leg is made of once it is set up. */
export interface Course {
	/** The relay to go through; without one, the client's own sockets. */
	readonly relay?: { readonly url: string; readonly token: string };
	/** Breaks something. Settles when it is whole again, or can be lived with. */
	readonly hurt: () => Promise<void>;
}

export interface Leg {
	readonly name: string;
	/** @returns Why it cannot be run on this machine, if so. */
	readonly open: (gateway: GatewayServer, context: Cleaning) => Promise<Course | string>;
}

export interface Outcome {
	readonly kind: "passed" | "failed" | "skipped";
	readonly text: string;
}

/** Nothing is secret here. */
const CREDENTIALS = {
	serverId: "41771983423143937",
	channelId: "127121515262115840",
	userId: "104694319306248192",
	sessionId: "soak-session",
	token: "soak-voice-token",
};

/** User id that speaks last. */
const LAST_SPEAKER = "9";

/** Milliseconds between two messages. */
const INTERVAL = 20;

/** Milliseconds from one hurt to the next: time enough to come back. */
const PERIOD = 2000;

/** Seconds after the last message in which it must arrive. */
const GRACE = 30;

/** Messages kept for a Resume: more than any gap. */
const REPLAY_SIZE = 10_000;

export async function runLeg({ open }: Leg, seconds: number): Promise<Outcome> {
	const gateway = new GatewayServer({ heartbeatInterval: 1000, replaySize: REPLAY_SIZE });
	const cleanups: Array<() => unknown> = [() => gateway.close()];
	try {
		gateway.registerVoiceSession(CREDENTIALS);
		await gateway.listen();
		const course = await open(gateway, { after: (cleanup) => void cleanups.unshift(cleanup) });
		return typeof course === "string" ? { kind: "skipped", text: course } : await play(gateway, course, seconds);
	} finally {
		for (const cleanup of cleanups) await cleanup();
	}
}

async function play(gateway: GatewayServer, { relay, hurt }: Course, seconds: number): Promise<Outcome> {
	const { channelId: _, ...credentials } = CREDENTIALS; // without it nobody is asked to carry DAVE, whose frames are played here
	const account = runClient({
		credentials: { ...credentials, endpoint: gateway.url },
		relay,
		lastSpeaker: LAST_SPEAKER,
		seconds: seconds + GRACE,
	});
	const identified = new Promise<void>((resolve) => {
		gateway.onEvent(({ kind }) => {
			if (kind === "identified") resolve();
		});
	});
	await Promise.race([identified, account]);
	const hurts = await speak(gateway, seconds * 1000, hurt);
	const { numbered, lost, repeated, resumes, links, requests, isWhole } = await account;
	const { identifies, lastSequence } = gateway.stats(CREDENTIALS.sessionId);
	const via = relay === undefined ? "" : `; ${links} links, ${requests} requests`;
	return {
		kind: isWhole && lost === 0 && repeated === 0 && identifies === 1 && hurts > 0 ? "passed" : "failed",
		text:
			`${numbered} messages up to sequence ${lastSequence}, ${lost} lost, ${repeated} repeated; ` +
			`broken ${hurts} times, ${resumes} resumes, ${identifies} Identify${via}` +
			(isWhole ? "" : "; the last message never came"),
	};
}

/** Sends without pause for some milliseconds, and hurts at times. Returns how often. */
async function speak(gateway: GatewayServer, duration: number, hurt: () => Promise<void>): Promise<number> {
	const { sessionId } = CREDENTIALS;
	const end = performance.now() + duration;
	let hurts = 0;
	let isSpeaking = true;
	const hurting = (async () => {
		while (performance.now() + PERIOD < end) {
			await delay(PERIOD / 2);
			await hurt();
			hurts += 1;
			await delay(PERIOD / 2);
		}
	})().finally(() => (isSpeaking = false));
	let count = 0;
	while (isSpeaking || performance.now() < end) {
		count += 1;
		// JSON and binary in turn: both are numbered
		if (count % 2 === 0)
			gateway.sendBinaryToSession(sessionId, VoiceOpcode.DaveMlsProposals, Buffer.from(String(count)));
		else gateway.sendToSession(sessionId, VoiceOpcode.Speaking, { user_id: "1", ssrc: 1, speaking: count % 4 });
		await delay(INTERVAL);
	}
	await hurting;
	gateway.sendToSession(sessionId, VoiceOpcode.Speaking, { user_id: LAST_SPEAKER, ssrc: 9, speaking: 1 });
	return hurts;
}
