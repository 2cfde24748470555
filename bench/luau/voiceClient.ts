/** Our voice connection as the benchmarks run it: the one place that constructs it. */

import { VoiceCredentials } from "../../src/protocol/voice/payload";
import { createLogger } from "../../src/runtime/Logger";
import { SocketEnvironment } from "../../src/socket/SocketEnvironment";
import { CredentialFeed } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";

/** Where and as whom. */
export interface VoicePlan {
	readonly endpoint: string;
	readonly credentials: VoiceCredentials;
	/** Whether it never gives up, and hardly waits. @default the connection's own limits */
	readonly isTireless?: boolean;
}

const TIRELESS = { maxAttempts: math.huge, maxResumes: math.huge, backoff: { base: 0.002, cap: 0.002 } };

/** A main gateway that answers at once, with the same pair each time: the server takes it as often as it comes. */
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

/** @param environment Sockets and threads, where they are not the engine's own. */
export function makeVoiceClient(plan: VoicePlan, environment: Partial<SocketEnvironment> = {}): VoiceConnection {
	return new VoiceConnection({
		// The bench's servers ask for beats that follow close.
		heartbeatFloor: 1,
		...environment,
		credentials: answerAtOnce(plan),
		logger: createLogger("bench", "none"),
		limits: plan.isTireless === true ? TIRELESS : undefined,
	});
}

/** Connects, and keeps at it. What comes of it, the server sees. */
export function openVoiceClient(plan: VoicePlan, environment?: Partial<SocketEnvironment>): VoiceConnection {
	const connection = makeVoiceClient(plan, environment);
	connection.connectAsync().catch(() => {});
	return connection;
}
