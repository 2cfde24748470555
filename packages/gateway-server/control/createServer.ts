/** Creates a gateway server from the body of a control request. */

import { randomUUID } from "node:crypto";
import { GatewayServer } from "../GatewayServer.ts";
import { MEDIA_DEFAULTS, type MediaOptions } from "../media/mediaOptions.ts";
import type { GatewayServerOptions } from "../options.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import { ControlError } from "./ControlError.ts";

/** Options that can be expressed in JSON. The server validates their values. */
const OPTION_NAMES: ReadonlySet<string> = new Set<keyof GatewayServerOptions>([
	"heartbeatInterval",
	"ssrc",
	"modes",
	"audioAddress",
	"replaySize",
	"replayOrder",
	"resumeTimeout",
	"firstSequence",
	"maxPayload",
	"recordSize",
	"dave",
	"daveChannels",
	"daveLostMembers",
	"unversionedVoice",
	"voiceRejoin",
	"voiceTheft",
	"voiceServerTo",
	"voiceServerDelay",
	"token",
	"user",
	"application",
	"guilds",
	"privilegedIntents",
	"maxConcurrency",
	"sessionStartLimit",
	"shards",
	"restLimit",
	"heartbeatTimeoutCode",
	...(Object.keys(MEDIA_DEFAULTS) as ReadonlyArray<keyof MediaOptions>),
]);

/** Highest TCP port. */
const MAX_PORT = 65_535;

export interface CreatedServer {
	readonly server: GatewayServer;
	readonly sessions: ReadonlyArray<VoiceCredentials>;
}

/**
 * Creates a server that listens on the loopback.
 *
 * @param body Server options, plus `port` and `sessions` to register (by default one with random credentials).
 * @param defaults Default options, overridden by the body.
 * @throws ControlError If the body contains anything else; RangeError if a value is out of range.
 */
export async function createServer(body: object, defaults: GatewayServerOptions): Promise<CreatedServer> {
	const { port = 0, sessions = [randomCredentials()], ...options } = body as Record<string, unknown>;
	const unknown = Object.keys(options).find((name) => !OPTION_NAMES.has(name));
	if (unknown !== undefined) throw new ControlError("bad_request", `option is unknown: ${unknown}`);
	if (!Array.isArray(sessions) || sessions.some((session) => typeof session !== "object" || session === null)) {
		throw new ControlError("bad_request", "sessions must be an array of objects");
	}
	if (typeof port !== "number" || !Number.isInteger(port) || port < 0 || port > MAX_PORT) {
		throw new ControlError("bad_request", `port must be an integer from 0 to ${MAX_PORT}`);
	}
	const server = new GatewayServer({ ...defaults, ...options });
	for (const session of sessions as ReadonlyArray<VoiceCredentials>) server.registerVoiceSession(session);
	await server.listen(port);
	return { server, sessions: sessions as ReadonlyArray<VoiceCredentials> };
}

function randomCredentials(): VoiceCredentials {
	return {
		serverId: "41771983423143937",
		channelId: "127121515262115840",
		userId: "104694319306248192",
		sessionId: randomUUID(),
		token: randomUUID(),
	};
}
