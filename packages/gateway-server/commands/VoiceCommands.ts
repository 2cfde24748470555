/** Commands of a test for voice sessions and the encryption of their channels. */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import type { DaveMode } from "../dave/mode.ts";
import type { DaveRoomState } from "../dave/roomState.ts";
import type { DaveVerdict } from "../dave/verdict.ts";
import type { ControlFlagStore } from "../flags/ControlFlagStore.ts";
import type { MainGateway } from "../main/MainGateway.ts";
import type { VoiceGateway } from "../voice/VoiceGateway.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";

export class VoiceCommands {
	public constructor(
		private readonly main: MainGateway,
		private readonly voice: VoiceGateway,
		private readonly flags: ControlFlagStore,
	) {}

	/**
	 * IDs of the registered voice sessions, oldest first. A session created by op 4 is `guildId:session_id`; its main session
	 * is `session_id`.
	 */
	public get voiceSessionIds(): ReadonlyArray<string> {
		return this.voice.sessions.all().map((session) => session.id);
	}

	/**
	 * Registers a voice session, as op 4 of the main gateway does for its client.
	 *
	 * @throws RangeError If a credential is empty, the session is already registered, or DAVE needs a snowflake and gets none.
	 */
	public registerVoiceSession(credentials: VoiceCredentials): void {
		this.voice.dave.checkCredentials(credentials);
		this.voice.sessions.add(credentials);
	}

	/** Removes a session and its flags, and closes its client with 4014. Returns false if it is not registered. */
	public unregisterVoiceSession(sessionId: string): boolean {
		const isRemoved = this.voice.remove(sessionId, VoiceCloseCode.Disconnected, "session was unregistered");
		if (isRemoved) this.flags.clear(sessionId);
		return isRemoved;
	}

	/** Moves the bot to another voice channel, like a moderator. Returns false if it is in none, or the channel is not one. */
	public moveBot(guildId: string, channelId: string): boolean {
		return this.main.voiceMembership.move(guildId, channelId);
	}

	/** Whether a voice channel uses E2EE. */
	public getDave(channelId: string): DaveMode {
		return this.voice.dave.mode(channelId);
	}

	/**
	 * Changes whether a voice channel uses E2EE. Members of the channel switch at once.
	 *
	 * @throws RangeError If the mode is unknown, or the ID of the channel or of a registered user is not a snowflake.
	 */
	public setDave(channelId: string, mode: DaveMode): void {
		this.voice.dave.setMode(channelId, mode);
	}

	/** Version, epoch and users of a channel with E2EE; `undefined` if it is off, or the channel is empty. */
	public daveState(channelId: string): DaveRoomState | undefined {
		return this.voice.dave.state(channelId);
	}

	/**
	 * Stores the privacy code of a client under test, for `daveState` and the inspector. Only members of a group can compute it.
	 * It is discarded with the epoch.
	 *
	 * @param epoch Epoch of the code.
	 * @param code 30 digits, without the spaces between groups of five.
	 * @returns The result: `ignored` with the reason if the user is not a member, or the channel is at another epoch.
	 * @throws RangeError If an id is no snowflake, the epoch no integer from 1, or the code not 30 digits.
	 */
	public reportPrivacyCode(channelId: string, userId: string, epoch: number, code: string): DaveVerdict {
		return this.voice.dave.reportPrivacyCode(channelId, userId, epoch, code);
	}

	/** Channel of a voice session. @throws RangeError If there is no such session. */
	public channelIdOf(sessionId: string): string {
		return this.voice.sessions.require(sessionId).credentials.channelId;
	}
}
