/** Building blocks for the payloads of client libraries. */

/** IDs that would be rounded as JSON numbers. */
export const LIBRARY_IDS = {
	guild: "1098765432109876543",
	channel: "1098765432109876547",
	user: "1098765432109876549",
} as const;

/** Placeholder in a Resume for the session ID. */
export const SESSION = "@session";

export const TOKEN = "bot-token";
export const { guild: GUILD, channel: CHANNEL, user: USER } = LIBRARY_IDS;

export interface LibraryPayloads {
	readonly name: string;
	/** Repository or package, and the files the payloads come from. */
	readonly source: string;
	/** Query appended to the gateway URL. */
	readonly query: string;
	/** JSON, also for libraries that send ETF. */
	readonly identify: string;
	/** The first heartbeat, before any event. */
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
