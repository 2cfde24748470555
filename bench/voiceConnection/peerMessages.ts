/** Messages between the benchmark and the `@discordjs/voice` process. */

/** The fields of the two dispatches after op 4 that the library reads. */
export interface VoicePair {
	readonly guildId: string;
	readonly channelId: string;
	readonly userId: string;
	readonly sessionId: string;
	readonly token: string;
	/** `host:port`. */
	readonly endpoint: string;
}

export type ToPeer =
	| { readonly kind: "join"; readonly guildId: string; readonly channelId: string }
	| ({ readonly kind: "pair" } & VoicePair)
	| { readonly kind: "leave"; readonly guildId: string };

/** The library sent op 4 and waits for a session. */
export interface FromPeer {
	readonly kind: "asks";
	readonly guildId: string;
}
