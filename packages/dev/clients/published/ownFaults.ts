/** Where a published client does other than Discord documents: by its own source, against any server. Table. */

export interface OwnFault {
	/** As `CLIENTS` names it. */
	readonly client: string;
	/** Row of the table. */
	readonly scene: string;
	/** What the scene fails with, for as long as the client has the fault. */
	readonly shows: RegExp;
	/** What the client does, and where. */
	readonly cause: string;
}

export const OWN_FAULTS: ReadonlyArray<OwnFault> = [
	{
		client: "eris",
		scene: "op 9 true",
		shows: /begins a new session/,
		cause: "forgets its session at any Invalid Session, whatever `d` says (lib/gateway/Shard.js, line 406)",
	},
	{
		client: "eris",
		scene: "voice 4006",
		shows: /left the channel and was not identified/,
		cause: "leaves the channel and tells its user `disconnect` (lib/voice/VoiceConnection.js, line 380)",
	},
	{
		client: "discord.py",
		scene: "voice 4015",
		shows: /left the channel and was not resumed/,
		cause:
			"before it resumes, it sends op 4 and waits for VOICE_SERVER_UPDATE and then VOICE_STATE_UPDATE, the other way " +
			"round than Discord sends them; leaves after its timeout (discord/voice_state.py, lines 345 and 715)",
	},
];
