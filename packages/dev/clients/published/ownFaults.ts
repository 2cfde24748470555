/** Known bugs: where a published client's source deviates from Discord's documentation. Table. */

export interface OwnFault {
	/** Name in `CLIENTS`. */
	readonly client: string;
	/** Row of the table. */
	readonly scene: string;
	/** Matches the scene's failure while the client has the bug. */
	readonly shows: RegExp;
	/** What the client does and where in its source. */
	readonly cause: string;
}

export const OWN_FAULTS: ReadonlyArray<OwnFault> = [
	{
		client: "eris",
		scene: "op 9 true",
		shows: /saw it start a new session/,
		cause: "drops its session at any Invalid Session and ignores `d` (lib/gateway/Shard.js, line 406)",
	},
	{
		client: "eris",
		scene: "voice 4006",
		shows: /left the channel and was not identified/,
		cause: "leaves the channel and emits `disconnect` (lib/voice/VoiceConnection.js, line 380)",
	},
	{
		client: "discord.py",
		scene: "voice 4015",
		shows: /left the channel and was not resumed/,
		cause:
			"sends op 4 before it resumes and waits for VOICE_SERVER_UPDATE, then VOICE_STATE_UPDATE, but Discord sends them in " +
			"the opposite order; leaves after its timeout (discord/voice_state.py, lines 345 and 715)",
	},
];
