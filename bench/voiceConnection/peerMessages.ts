/** What the benchmark and the process of `@discordjs/voice` say to each other. */

/** Both packets that follow op 4, as far as the library reads them. */
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

/** The library sent op 4: it asks for a way into the channel. */
export interface FromPeer {
	readonly kind: "asks";
	readonly guildId: string;
}
