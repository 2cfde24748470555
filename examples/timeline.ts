/**
 * The Roblox side of `npm start`: joins a voice channel, reports all that happens, leaves, and says whether anything
 * was lost on the way.
 */

import { CredentialSource, Relay, VoiceConnection } from "../src";
import { Ledger } from "./Ledger";

export interface TimelineOptions {
	readonly credentials: CredentialSource;
	/** The relay to go through; without one, the engine's own sockets. */
	readonly relay?: Relay;
	/** Seconds to stay. */
	readonly seconds: number;
	/** Gets each happening: what kind, and the rest in words. */
	readonly report: (kind: string, text: string) => void;
}

/** Seconds for a relay to hear that we leave. */
const GOODBYE = 0.2;

const milliseconds = (seconds: number | undefined) => string.format("%.1f ms", (seconds ?? 0) * 1000);

/** Runs the whole session. Yields until it is over. Returns false if it never got ready, or lost something. */
export function timeline({ credentials, relay, seconds, report }: TimelineOptions): boolean {
	// A fixed share in place of a random one, so that every run of the demo tells the same story.
	const connection = new VoiceConnection({ credentials, createSocket: relay?.createSocket, random: () => 0.6 });
	const ledger = new Ledger();
	const pings: Array<number> = [];
	let resumes = 0;
	let isClosed = false;

	connection.onStateChanged.Connect((state, detail) => {
		if (state !== "closed") report("state", detail === undefined ? state : `${state}: ${detail}`);
	});
	connection.onMessage.Connect(({ op, seq, d }) => {
		if (typeIs(d, "buffer")) {
			ledger.binary += 1;
			report("binary", `opcode ${op}, seq ${seq}, ${buffer.len(d)} bytes`);
		} else {
			ledger.json += 1;
		}
		if (seq !== undefined) ledger.enter(seq);
		const ping = connection.ping();
		if (op === 6 && ping !== undefined) {
			pings.push(ping);
			report("ping", milliseconds(ping));
		}
	});
	connection.onReady.Connect(({ ssrc, modes }) => {
		ledger.startSession();
		report("ready", `ssrc ${ssrc}, modes ${modes.join(", ")}`);
	});
	connection.onClientsConnect.Connect((userIds) => report("joined", userIds.join(", ")));
	connection.onClientDisconnect.Connect((userId) => report("left", userId));
	connection.onSpeaking.Connect(({ userId, flags }) => report(flags > 0 ? "speaks" : "silent", userId));
	connection.onZombified.Connect(() => report("zombified", "a heartbeat went unanswered: drops the socket"));
	connection.onResumed.Connect(() => {
		resumes += 1;
		report("resumed", `acknowledged up to seq ${connection.transport.sequenceAcknowledgement}`);
	});
	connection.onClosed.Connect(({ reason }) => {
		isClosed = true;
		report("closed", reason);
	});

	const [opened] = connection.connectAsync().await();
	const deadline = os.clock() + seconds;
	while (!isClosed && os.clock() < deadline) task.wait(0.05);
	const endedEarly = isClosed;
	connection.disconnectAsync();
	if (relay !== undefined) {
		relay.close(1000);
		task.wait(GOODBYE); // what is still to be sent, is sent
	}

	pings.sort((a, b) => a < b);
	const { json, binary, numbered, lost, repeated } = ledger;
	report("frames", `${json} JSON, ${binary} binary, ${connection.transport.malformedCount} malformed`);
	report("heartbeats", `${pings.size()} answered, ping ${milliseconds(pings[pings.size() >> 1])} (median)`);
	report("resumes", `${resumes}`);
	report("requests", relay === undefined ? "none: a socket of its own" : `${relay.budget.total} over HTTP`);
	report("numbered", `${numbered} messages, ${lost} lost, ${repeated} repeated`);
	return opened && !endedEarly && lost === 0 && repeated === 0;
}
