/** What the hub tells the operator: for metrics and the page `/rooms`. Never a token, a session ID or a key. */

import type { RoomSpeakers } from "../../../src/protocol/room/segment.ts";
import type { CellState } from "../discord/main/CellSession.ts";
import type { Place } from "../seat/place.ts";
import type { RoomKey } from "./RoomKey.ts";

export interface HubReport {
	readonly bots: ReadonlyArray<BotReport>;
	readonly rooms: ReadonlyArray<RoomReport>;
}

export interface BotReport {
	/** Name in RELAY_BOTS. */
	readonly name: string;
	/** Identifies left today, as far as it is known, and the limit. */
	readonly identifiesLeft: number | undefined;
	readonly identifiesTotal: number | undefined;
	readonly cells: ReadonlyArray<CellReport>;
}

export interface CellReport {
	readonly shard: number;
	readonly state: CellState["kind"];
	/** Why, unless it is ready. */
	readonly reason: string;
	readonly term: number;
	/** Since the start of the process. */
	readonly identifies: number;
	readonly resumes: number;
	readonly seats: ReadonlyArray<SeatReport>;
}

export interface SeatReport {
	readonly guild: string;
	/** Where the bot is or goes; undefined if nowhere. */
	readonly channel: string | undefined;
	readonly state: Place["kind"];
	/** Why it is in this state, or "". */
	readonly reason: string;
	/** How often another process took it. */
	readonly robbed: number;
}

export interface RoomReport {
	readonly key: RoomKey;
	/** Name of the channel or of the guild, if known. */
	readonly name: string | undefined;
	readonly watchers: number;
	readonly members: number;
	/** Members that speak now. */
	readonly speaking: number;
	readonly speakers: RoomSpeakers;
	/** Why speakers are not known, or "". */
	readonly reason: string;
	/** Position of its last segment. */
	readonly term: number;
	readonly n: number;
}
