/** Runs a leg of a soak: a gateway server sends to a client while the connection between them keeps breaking. */

import { setTimeout as delay } from "node:timers/promises";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { People } from "../demo/People.ts";
import { SpeechLedger } from "../demo/SpeechLedger.ts";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import type { Cleaning } from "../../relay/support/spawnRelay.ts";
import { runClient } from "./runClient.ts";

/** A leg once it is set up. */
export interface Course {
	/** The relay to use; without one the client connects directly. */
	readonly relay?: { readonly url: string; readonly token: string };
	/** Breaks something. Resolves when it is repaired or the client can recover from it. */
	readonly injectFault: () => Promise<void>;
	/** See `SpeechLedger`. */
	readonly notice?: number;
}

export interface Leg {
	readonly name: string;
	/** @returns The course, or why the leg cannot run on this machine. */
	readonly open: (gateway: GatewayServer, context: Cleaning) => Promise<Course | string>;
}

export interface Outcome {
	readonly kind: "passed" | "failed" | "skipped";
	readonly text: string;
}

/** Test credentials, not secret. */
export const CREDENTIALS = {
	serverId: IDS.guild,
	channelId: IDS.voiceChannel,
	userId: "104694319306248192",
	sessionId: "soak-session",
	token: "soak-voice-token",
};

/** User ID and SSRC of the last message, op 5. */
const LAST_SPEAKER = "9";
const LAST_SSRC = 9;

/** Milliseconds between two messages. */
const INTERVAL = 20;

/** Client Platform, undocumented by Discord (userdoccers): a numbered message without effect. */
const CLIENT_PLATFORM = 20;

/** Milliseconds for the last stop to arrive before the last message. */
const LAST_STOP = 5000;

/** Milliseconds between two faults, long enough to recover. */
const PERIOD = 2000;

/** Seconds for the last message to arrive. */
const GRACE = 30;

/** Messages kept for a Resume, more than any gap needs. */
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

async function play(gateway: GatewayServer, { relay, injectFault, notice }: Course, seconds: number): Promise<Outcome> {
	// without a channel ID the client does not ask the relay to carry DAVE: this leg sends fake DAVE frames
	const { channelId: _, ...credentials } = CREDENTIALS;
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
	const faults = await send(gateway, seconds * 1000, injectFault);
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
	const spoken = relay === undefined ? WITHOUT_MEDIA : summarizeSpeech(speech);
	const via = relay === undefined ? "" : `; ${links} links, ${requests} requests`;
	const isPassed = isWhole && lost === 0 && repeated === 0 && identifies === 1 && faults > 0 && spoken.isCorrect;
	return {
		kind: isPassed ? "passed" : "failed",
		text:
			`${numbered} messages up to sequence ${lastSequence}, ${lost} lost, ${repeated} repeated; ` +
			`${faults} faults, ${resumes} resumes, ${identifies} Identify${via}${spoken.text}` +
			(isWhole ? "" : "; the last message did not arrive"),
	};
}

/** Result of a direct session, which has no media. */
const WITHOUT_MEDIA = { isCorrect: true, text: "" };

/** Makes people speak in turn, with real packets. */
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
	else speech.report(userId, kind === "speaks", now);
}

/** Checks that every start and stop was reported, and nothing else. */
function summarizeSpeech(speech: SpeechLedger): { readonly isCorrect: boolean; readonly text: string } {
	const { packets, starts, stops, falseStarts, falseStops, misses, stuck, cut } = speech.summary();
	return {
		isCorrect: starts > 0 && falseStarts + falseStops + misses + stuck === 0,
		text:
			`; ${packets} speech packets, ${starts} starts (${falseStarts} false, ${misses} missed), ` +
			`${stops} stops (${falseStops} false, ${stuck} missed), ${cut} utterances while media was away`,
	};
}

/** Sends continuously for some milliseconds and breaks the connection now and then. Returns the number of faults. */
async function send(gateway: GatewayServer, duration: number, injectFault: () => Promise<void>): Promise<number> {
	const { sessionId } = CREDENTIALS;
	const end = performance.now() + duration;
	let faults = 0;
	let isInjecting = true;
	const injecting = (async () => {
		while (performance.now() + PERIOD < end) {
			await delay(PERIOD / 2);
			await injectFault();
			faults += 1;
			await delay(PERIOD / 2);
		}
	})().finally(() => (isInjecting = false));
	let count = 0;
	while (isInjecting || performance.now() < end) {
		count += 1;
		// alternate between JSON and binary, which are both numbered
		if (count % 2 === 0)
			gateway.sendBinaryToSession(sessionId, VoiceOpcode.DaveMlsProposals, Buffer.from(String(count)));
		else gateway.sendToSession(sessionId, CLIENT_PLATFORM, { user_id: "1", platform: count % 4 });
		await delay(INTERVAL);
	}
	await injecting;
	return faults;
}
