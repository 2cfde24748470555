/** A voice connection that survives all faults of a soak and counts every numbered message. */

import { Ledger } from "../../examples/Ledger";
import { createLogger } from "../../src/runtime/Logger";
import { Relay } from "../../src/socket/Relay";
import { FixedCredentials, fixedCredentials } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";

export interface SoakPlan {
	readonly credentials: FixedCredentials;
	/** The relay to use; without one the client uses the engine's sockets. */
	readonly relay?: { readonly url: string; readonly token: string };
	/** User ID whose op 5 ends the soak. */
	readonly lastSpeaker: string;
	/** Timeout in seconds. */
	readonly seconds: number;
}

export interface SoakAccount {
	readonly numbered: number;
	readonly lost: number;
	readonly repeated: number;
	/** Number of resumes. */
	readonly resumes: number;
	/** Number of links to the relay. */
	readonly links: number;
	/** Number of HTTP requests to the relay. */
	readonly requests: number;
	/** Whether the last message arrived. */
	readonly isWhole: boolean;
}

/** Called with media events: `live` or `away`, and `speaks` or `silent` with a user ID. */
export type SpeechReport = (kind: "live" | "away" | "speaks" | "silent", userId: string) => void;

/** Retries without limit and with short waits. */
const LIMITS = { maxAttempts: 1000, maxResumes: 1000, backoff: { base: 0.1, cap: 0.5 } };

/** Stays connected until the last speaker's op 5 has arrived. Yields. */
export function soak({ credentials, relay: place, lastSpeaker, seconds }: SoakPlan, report: SpeechReport): SoakAccount {
	const ledger = new Ledger();
	let [resumes, links, isWhole] = [0, 0, false];
	const relay =
		place === undefined
			? undefined
			: new Relay({
					...place,
					logger: createLogger("relay", "none"),
					onState: (state) => {
						if (state === "linking") links += 1;
					},
				});
	const connection = new VoiceConnection({
		credentials: fixedCredentials(credentials),
		createSocket: relay?.createSocket,
		logger: createLogger("soak", "none"),
		limits: LIMITS,
	});
	connection.onMessage.Connect(({ seq }) => {
		if (seq !== undefined) ledger.enter(seq);
	});
	connection.onResumed.Connect(() => (resumes += 1));
	connection.onMediaChanged.Connect(({ kind }) => report(kind === "live" ? "live" : "away", ""));
	connection.onSpeaking.Connect(({ userId, speaking }) => report(speaking ? "speaks" : "silent", userId));
	connection.onSpeakerMapped.Connect(({ userId }) => {
		if (userId === lastSpeaker) isWhole = true;
	});
	connection.connectAsync().catch(warn);
	const deadline = os.clock() + seconds;
	while (!isWhole && connection.state !== "closed" && os.clock() < deadline) task.wait(0.05);
	connection.forceClose();
	relay?.close();
	const { numbered, lost, repeated } = ledger;
	return { numbered, lost, repeated, resumes, links, requests: relay?.budget.total ?? 0, isWhole };
}
