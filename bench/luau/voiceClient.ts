/** Creates our voice connection for the benchmarks. */

import { VoiceCredentials } from "../../src/protocol/voice/payload";
import { createLogger } from "../../src/runtime/Logger";
import { SocketEnvironment } from "../../src/socket/SocketEnvironment";
import { CredentialFeed } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";

/** Server and session. */
export interface VoicePlan {
	readonly endpoint: string;
	readonly credentials: VoiceCredentials;
	/** Whether to retry without limit and with short waits. @default the connection's own limits */
	readonly isTireless?: boolean;
}

const TIRELESS = { maxAttempts: math.huge, maxResumes: math.huge, backoff: { base: 0.002, cap: 0.002 } };

/** A main gateway that answers immediately with the same pair each time, which the server accepts repeatedly. */
function answerAtOnce({ endpoint, credentials }: VoicePlan): CredentialFeed {
	const { serverId, userId, sessionId, token } = credentials;
	const feed: CredentialFeed = new CredentialFeed({
		onRequest: () => {
			feed.setVoiceState({ userId, sessionId, channelId: serverId });
			feed.setVoiceServer({ serverId, token, endpoint });
		},
	});
	return feed;
}

/** @param environment Replacements for the engine's sockets and threads. */
export function makeVoiceClient(plan: VoicePlan, environment: Partial<SocketEnvironment> = {}): VoiceConnection {
	return new VoiceConnection({
		// the benchmark's servers request short heartbeat intervals
		heartbeatFloor: 1,
		...environment,
		credentials: answerAtOnce(plan),
		logger: createLogger("bench", "none"),
		limits: plan.isTireless === true ? TIRELESS : undefined,
	});
}

/** Connects and stays connected. The server measures the result. */
export function openVoiceClient(plan: VoicePlan, environment?: Partial<SocketEnvironment>): VoiceConnection {
	const connection = makeVoiceClient(plan, environment);
	connection.connectAsync().catch(() => {});
	return connection;
}
