/** How the payloads of client libraries are noted down. */

/** Ids that no number holds: as JSON integers they would be rounded. */
export const LIBRARY_IDS = {
	guild: "1098765432109876543",
	channel: "1098765432109876547",
	user: "1098765432109876549",
} as const;

/** Stand in a Resume for what is only known when it is sent. */
export const SESSION = "@session";

export const TOKEN = "bot-token";
export const { guild: GUILD, channel: CHANNEL, user: USER } = LIBRARY_IDS;

export interface LibraryPayloads {
	readonly name: string;
	/** Repository or package, and what was read. */
	readonly source: string;
	/** What it appends to the URL that it was given. */
	readonly query: string;
	/** JSON, also of those that send ETF. */
	readonly identify: string;
	/** The first one: with no event seen yet. */
	readonly heartbeat: string;
	readonly presence: string;
	readonly voiceState: string;
	readonly members: string;
	readonly resume: string;
}

export const identify = (d: string): string => `{"op":2,"d":{${d}}}`;
export const resume = (token = TOKEN): string => `{"op":6,"d":{"token":"${token}","session_id":"${SESSION}","seq":1}}`;
export const heartbeat = (d = "null"): string => `{"op":1,"d":${d}}`;
export const presence = (d: string): string => `{"op":3,"d":{${d}}}`;
export const voiceState = (guild: string, channel: string, rest = `,"self_mute":false,"self_deaf":false`): string =>
	`{"op":4,"d":{"guild_id":${guild},"channel_id":${channel}${rest}}}`;
export const members = (d: string): string => `{"op":8,"d":{${d}}}`;

export const TEXT_VOICE_STATE = voiceState(`"${GUILD}"`, `"${CHANNEL}"`);
export const NUMERIC_VOICE_STATE = voiceState(GUILD, CHANNEL);
export const GAME = `{"type":0,"name":"chess"}`;
