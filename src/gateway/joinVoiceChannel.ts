/** The whole way into a voice channel: from the main gateway to a voice session. */

import { environmentIn, Misplacements, refuseMisplaced } from "../runtime/refuseMisplaced";
import { ServerClosing, serverClosing } from "../runtime/ServerClosing";
import { VoiceConnection } from "../voice/VoiceConnection";
import { VoiceConnectionOptions } from "../voice/VoiceConnectionOptions";
import { GatewayCredentials } from "./GatewayCredentials";
import { WebsocketManager } from "./WebsocketManager";

export interface JoinOptions {
	readonly guildId: string;
	readonly channelId: string;
	/** Shown to the people in the channel. The bot sends no audio, so it says so. @default true */
	readonly selfMute?: boolean;
	/**
	 * Shown to the people in the channel. A relay with media receives their audio to tell who speaks, so "deafened" would not
	 * be true; and Discord may stop sending audio to a bot that says so. @default false
	 */
	readonly selfDeaf?: boolean;
	/** Options of the voice session that differ from the defaults; sockets and logger are the manager's by default. */
	readonly voice?: Omit<VoiceConnectionOptions, "credentials">;
	/**
	 * What leaves the channel when the game server closes, and then closes the manager's sockets; false for nothing.
	 *
	 * @default serverClosing, which `game:BindToClose` runs
	 */
	readonly closing?: ServerClosing | false;
}

/** Options of others, and where they belong. */
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

/** Voice sessions that have not ended, by guild: Discord has one a guild. */
const sessions = new WeakMap<WebsocketManager, Map<string, VoiceConnection>>();

/**
 * Joins a voice channel, and goes on from there by itself: moves, kicks and lost main sessions are heard. Never yields.
 *
 * @returns The session, which opens: `connectAsync` waits for it, `onClosed` tells its end, `disconnectAsync` leaves.
 * @throws If an id is not decimal digits, an option is at the wrong level, or a session in that guild has not ended: end it
 * first.
 */
export function joinVoiceChannel(manager: WebsocketManager, options: JoinOptions): VoiceConnection {
	const { guildId, channelId, selfMute = true, selfDeaf = false, voice, closing = serverClosing } = options;
	refuseMisplaced("joinVoiceChannel", options, MISPLACED);
	for (const id of [guildId, channelId]) {
		assert(typeIs(id, "string") && id.match("^%d+$")[0] !== undefined, `an id must be decimal digits, got "${id}"`);
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
	// Why it ends, if it does, `onClosed` tells.
	connection.connectAsync().catch(() => {});
	return connection;
}

/** The op 4 that leaves goes out before the socket under it closes. */
function leaveWhenClosing(
	closing: ServerClosing,
	manager: WebsocketManager,
	credentials: GatewayCredentials,
	connection: VoiceConnection,
): void {
	const removals = [
		closing.add("leave", (done) => {
			// It fails where the main session has ended, with which we have left.
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
