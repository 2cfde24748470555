/** One voice connection that stays through whatever is done to it, and accounts for every numbered message. */

import { Ledger } from "../../examples/Ledger";
import { createLogger } from "../../src/runtime/Logger";
import { Relay } from "../../src/socket/Relay";
import { FixedCredentials, fixedCredentials } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";

export interface SoakPlan {
	readonly credentials: FixedCredentials;
	/** The relay to go through; without one, the engine's own sockets. */
	readonly relay?: { readonly url: string; readonly token: string };
	/** User id whose op 5 ends it. */
	readonly lastSpeaker: string;
	/** Seconds that it may take at most. */
	readonly seconds: number;
}

export interface SoakAccount {
	readonly numbered: number;
	readonly lost: number;
	readonly repeated: number;
	/** How often the session was taken up again. */
	readonly resumes: number;
	/** Links that it had of the relay. */
	readonly links: number;
	/** HTTP requests that the relay cost. */
	readonly requests: number;
	/** Whether the last message came. */
	readonly isWhole: boolean;
}

/** Gets what is known of speech as it comes: `live` or `away`, `speaks` or `silent` with a user id. */
export type SpeechReport = (kind: "live" | "away" | "speaks" | "silent", userId: string) => void;

/** Never gives up while the soak lasts, and hardly waits: what is held up is the relay. */
const LIMITS = { maxAttempts: 1000, maxResumes: 1000, backoff: { base: 0.1, cap: 0.5 } };

/** Stays until the op 5 of the last speaker has come. Yields. */
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
