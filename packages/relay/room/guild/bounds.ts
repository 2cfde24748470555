/** Bounds of what is kept of a guild and of a room, whatever Discord sends. Each is above Discord's own limit, if it has one. */

/** Channels of a guild. Discord permits 500. */
export const MOST_CHANNELS = 1000;
/** Roles of a guild. Discord permits 250. */
export const MOST_ROLES = 500;
/** Permission overwrites of a channel. */
export const MOST_OVERWRITES = 500;
/** Users in the voice channels of a guild. */
export const MOST_OCCUPANTS = 10_000;
/** Members of a room: a snapshot of so many fits into one answer of 1 MiB. */
export const MOST_MEMBERS = 5000;
/** Characters of a name. Discord permits 100. */
export const MOST_NAME = 100;
/** Characters of a URL. */
export const MOST_URL = 300;
