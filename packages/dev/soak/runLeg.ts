/** One leg of a soak: a gateway server that sends, a client that hears, and what is done to the way between them. */

import { setTimeout as delay } from "node:timers/promises";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { People } from "../demo/People.ts";
import { SpeechLedger } from "../demo/SpeechLedger.ts";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import type { Cleaning } from "../../relay/support/spawnRelay.ts";
import { runClient } from "./runClient.ts";

/** What a leg is made of once it is set up. */
export interface Course {
	/** The relay to go through; without one, the client's own sockets. */
	readonly relay?: { readonly url: string; readonly token: string };
	/** Breaks something. Settles when it is whole again, or can be lived with. */
	readonly hurt: () => Promise<void>;
	/** Of the ledger of speech; see `SpeechLedger`. */
	readonly notice?: number;
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
export const CREDENTIALS = {
	serverId: IDS.guild,
	channelId: IDS.voiceChannel,
	userId: "104694319306248192",
	sessionId: "soak-session",
	token: "soak-voice-token",
};

/** User id of the last message, which maps an SSRC. */
const LAST_SPEAKER = "9";
const LAST_SSRC = 9;

/** Milliseconds between two messages. */
const INTERVAL = 20;

/** Client Platform, undocumented by Discord (userdoccers): a numbered message that changes nothing. */
const CLIENT_PLATFORM = 20;

/** Milliseconds in which the last stop must arrive, before the last message. */
const LAST_STOP = 5000;

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

async function play(gateway: GatewayServer, { relay, hurt, notice }: Course, seconds: number): Promise<Outcome> {
	const { channelId: _, ...credentials } = CREDENTIALS; // without it no relay is asked to carry DAVE, whose frames are played here
	const speech = new SpeechLedger(notice);
	const plan = {
		credentials: { ...credentials, endpoint: gateway.url },
		relay,
		lastSpeaker: LAST_SPEAKER,
		seconds: seconds + GRACE,
	};
	const account = runClient(plan, (kind, userId) => note(speech, kind, userId));
	const identified = new Promise<void>((resolve) => {
		gateway.onEvent(({ kind }) => {
			if (kind === "identified") resolve();
		});
	});
	await Promise.race([identified, account]);
	const people = await startSpeech(gateway, speech);
	const hurts = await send(gateway, seconds * 1000, hurt);
	await people.fallSilent();
	if (relay !== undefined) await delay(LAST_STOP);
	gateway.sendToSession(CREDENTIALS.sessionId, VoiceOpcode.Speaking, {
		user_id: LAST_SPEAKER,
		ssrc: LAST_SSRC,
		speaking: 1,
	});
	const { numbered, lost, repeated, resumes, links, requests, isWhole } = await account;
	const { identifies, lastSequence } = gateway.stats(CREDENTIALS.sessionId);
	await people.close();
	const told = relay === undefined ? WITHOUT_MEDIA : tellSpeech(speech);
	const via = relay === undefined ? "" : `; ${links} links, ${requests} requests`;
	const isPassed = isWhole && lost === 0 && repeated === 0 && identifies === 1 && hurts > 0 && told.isTrue;
	return {
		kind: isPassed ? "passed" : "failed",
		text:
			`${numbered} messages up to sequence ${lastSequence}, ${lost} lost, ${repeated} repeated; ` +
			`broken ${hurts} times, ${resumes} resumes, ${identifies} Identify${via}${told.text}` +
			(isWhole ? "" : "; the last message never came"),
	};
}

/** Of the direct way, which cannot know who speaks. */
const WITHOUT_MEDIA = { isTrue: true, text: "" };

/** Has people speak in turn, in real packets. */
async function startSpeech(gateway: GatewayServer, speech: SpeechLedger): Promise<People> {
	gateway.onPacket(({ kind, userId, dropped }) => {
		if (userId === undefined || dropped !== undefined) return;
		if (kind === "speech" || kind === "silence") speech.packet(userId, kind, performance.now());
	});
	const people = new People(gateway);
	await people.join();
	people.talk();
	return people;
}

function note(speech: SpeechLedger, kind: string, userId: string): void {
	const now = performance.now();
	if (kind === "live" || kind === "away") speech.live(kind === "live", now);
	else speech.told(userId, kind === "speaks", now);
}

/** Whether each start and stop came, and nothing else. */
function tellSpeech(speech: SpeechLedger): { readonly isTrue: boolean; readonly text: string } {
	const { packets, starts, stops, falseStarts, falseStops, misses, stuck, cut } = speech.summary();
	return {
		isTrue: starts > 0 && falseStarts + falseStops + misses + stuck === 0,
		text:
			`; ${packets} packets of speech, ${starts} starts (${falseStarts} false, ${misses} missed), ` +
			`${stops} stops (${falseStops} false, ${stuck} missed), ${cut} more while the client said that it could not know`,
	};
}

/** Sends without pause for some milliseconds, and hurts at times. Returns how often. */
async function send(gateway: GatewayServer, duration: number, hurt: () => Promise<void>): Promise<number> {
	const { sessionId } = CREDENTIALS;
	const end = performance.now() + duration;
	let hurts = 0;
	let isHurting = true;
	const hurting = (async () => {
		while (performance.now() + PERIOD < end) {
			await delay(PERIOD / 2);
			await hurt();
			hurts += 1;
			await delay(PERIOD / 2);
		}
	})().finally(() => (isHurting = false));
	let count = 0;
	while (isHurting || performance.now() < end) {
		count += 1;
		// JSON and binary in turn: both are numbered
		if (count % 2 === 0)
			gateway.sendBinaryToSession(sessionId, VoiceOpcode.DaveMlsProposals, Buffer.from(String(count)));
		else gateway.sendToSession(sessionId, CLIENT_PLATFORM, { user_id: "1", platform: count % 4 });
		await delay(INTERVAL);
	}
	await hurting;
	return hurts;
}
