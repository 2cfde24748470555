/** Joins a voice channel: from the main gateway to a voice session. */

import { environmentIn, Misplacements, refuseMisplaced } from "../runtime/refuseMisplaced";
import { ServerClosing, serverClosing } from "../runtime/ServerClosing";
import { VoiceConnection } from "../voice/VoiceConnection";
import { VoiceConnectionOptions } from "../voice/VoiceConnectionOptions";
import { GatewayCredentials } from "./GatewayCredentials";
import { WebsocketManager } from "./WebsocketManager";

export interface JoinOptions {
	readonly guildId: string;
	readonly channelId: string;
	/** Shown to users in the channel. The bot sends no audio. @default true */
	readonly selfMute?: boolean;
	/**
	 * Shown to users in the channel. A relay with media receives their audio to detect speakers, so "deafened" would be wrong,
	 * and Discord may stop sending audio to a deafened bot. @default false
	 */
	readonly selfDeaf?: boolean;
	/** Options of the voice session. Its sockets and logger are the manager's by default. */
	readonly voice?: Omit<VoiceConnectionOptions, "credentials">;
	/**
	 * Leaves the channel when the game server shuts down, and then closes the manager's sockets; false to disable.
	 *
	 * @default serverClosing, which `game:BindToClose` runs
	 */
	readonly closing?: ServerClosing | false;
}

/** Options that belong to another level, and where. */
const MISPLACED: Misplacements = {
	...environmentIn("voice"),
	environment: "voice: { createSocket, scheduler, random, heartbeatFloor }",
	deadlines: "voice: { deadlines }",
	limits: "voice: { limits }",
	logger: "voice: { logger }",
	stableAfter: "voice: { stableAfter }",
};

/** Close code that ends a voice session. */
const END_SESSION_CODE = 1000;

/** Open voice sessions by guild: Discord allows one in each guild. */
const sessions = new WeakMap<WebsocketManager, Map<string, VoiceConnection>>();

/**
 * Joins a voice channel. The session follows moves and kicks, and recovers lost main sessions automatically. Never yields.
 *
 * @returns The opening session: `connectAsync` waits for it, `onClosed` reports its end, `disconnectAsync` leaves.
 * @throws If an ID is not decimal digits, an option is at the wrong level, or a session in that guild is still open.
 */
export function joinVoiceChannel(manager: WebsocketManager, options: JoinOptions): VoiceConnection {
	const { guildId, channelId, selfMute = true, selfDeaf = false, voice, closing = serverClosing } = options;
	refuseMisplaced("joinVoiceChannel", options, MISPLACED);
	for (const id of [guildId, channelId]) {
		assert(typeIs(id, "string") && id.match("^%d+$")[0] !== undefined, `an ID must be decimal digits, got "${id}"`);
	}
	const joined = sessions.get(manager) ?? new Map<string, VoiceConnection>();
	sessions.set(manager, joined);
	assert(!joined.has(guildId), `already in voice in guild ${guildId}: call disconnectAsync first`);
	const { logger } = manager.client;
	const credentials = new GatewayCredentials(manager, { guildId, channelId, selfMute, selfDeaf });
	const connection = new VoiceConnection({ ...manager.environment, logger, ...voice, credentials });
	joined.set(guildId, connection);
	connection.onClosed.Connect(() => joined.delete(guildId));
	if (closing !== false) leaveWhenClosing(closing, manager, credentials, connection);
	// `onClosed` reports a failure.
	connection.connectAsync().catch(() => {});
	return connection;
}

/** Sends the op 4 that leaves before the main gateway's socket closes. */
function leaveWhenClosing(
	closing: ServerClosing,
	manager: WebsocketManager,
	credentials: GatewayCredentials,
	connection: VoiceConnection,
): void {
	const removals = [
		closing.add("leave", (done) => {
			// It fails if the main session has ended, and the bot left with it.
			credentials.leaveAsync().then(done, done);
			connection.forceClose(END_SESSION_CODE);
		}),
		closing.add("close", (done) => {
			manager.destroy().then(done, done);
		}),
	];
	connection.onClosed.Connect(() => {
		for (const remove of removals) remove();
	});
}
