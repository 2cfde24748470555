/**
 * Writes `m` records: who speaks, how loud, and the state of media. Gathers changes briefly, and leaves them in the core,
 * merged, while the client reads too slowly.
 * Time comes from timers. Source: docs/relay.md, "Who speaks (media)".
 */

import type { JsonObject } from "../../codec/record.ts";
import type { Timers } from "../../../shared/clock.ts";
import type { Health } from "./health.ts";
import type { MediaCore, SpeakerLevel } from "./core/MediaCore.ts";

/** State of media, with a readable reason. */
export interface MediaNews extends Health {
	readonly detail?: string;
}

export interface MediaFeedParts {
	readonly core: Pick<MediaCore, "hasChanges" | "takeChanges" | "takeLevels" | "speakers">;
	readonly news: () => MediaNews;
	/** Whether a client reads records now. */
	readonly canTell: () => boolean;
	readonly tell: (data: JsonObject) => void;
}

/** How long changes are gathered, in milliseconds. */
export const GATHER_MS = 100;
/** How often levels come without changes, in milliseconds. */
export const LEVELS_MS = 2000;

type Row = readonly [userId: string, ...numbers: ReadonlyArray<number>];

export class MediaFeed {
	private gathering: unknown;
	private levels: unknown;
	private hasNews = false;
	private isAttaching = false;
	private isAttached = false;
	private isOver = false;

	public constructor(
		private readonly parts: MediaFeedParts,
		private readonly timers: Timers,
	) {}

	/** A new client reads from here on and knows nothing yet. */
	public attach(): void {
		this.isAttaching = true;
		this.isAttached = true;
		this.flush();
	}

	/** The state of media has changed. */
	public changeState(): void {
		this.hasNews = true;
		this.flush();
	}

	/** Someone started or stopped. */
	public change(): void {
		if (this.isOver || this.gathering !== undefined || !this.parts.canTell()) return;
		this.gathering = this.timers.setTimeout(() => {
			this.gathering = undefined;
			this.flush();
		}, GATHER_MS);
	}

	/** The client reads again. */
	public readOn(): void {
		if (this.isAttaching || this.hasNews || this.parts.core.hasChanges) this.flush();
		else this.arm();
	}

	/** Stops writing. Safe to call twice. */
	public end(): void {
		this.isOver = true;
		this.stop();
	}

	private flush(): void {
		if (this.isOver || !this.isAttached || !this.parts.canTell()) return;
		this.stop();
		const record = this.write();
		this.isAttaching = false;
		this.hasNews = false;
		if (record !== undefined) this.parts.tell(record);
		this.arm();
	}

	private write(): JsonObject | undefined {
		const { core } = this.parts;
		const state = this.isAttaching || this.hasNews ? this.stateFields() : {};
		const isLive = this.parts.news().state === "live";
		if (this.isAttaching || !isLive) {
			core.takeChanges();
			const speaking = isLive ? core.speakers().map(({ userId, level }): Row => [userId, 1, level]) : [];
			return { ...state, full: true, speaking };
		}
		const speaking = core
			.takeChanges()
			.map(({ userId, speaking, level }): Row => [userId, speaking ? 1 : 0, level]);
		const told = new Set(speaking.map(([userId]) => userId));
		const levels = rowsOf(core.takeLevels().filter(({ userId }) => !told.has(userId)));
		const record = { ...state, ...(speaking.length > 0 && { speaking }), ...(levels.length > 0 && { levels }) };
		return Object.keys(record).length > 0 ? record : undefined;
	}

	private stateFields(): JsonObject {
		const { state, reason, detail } = this.parts.news();
		return reason === undefined ? { state } : { state, reason: `${reason}: ${detail}` };
	}

	/** Levels follow as long as someone speaks. */
	private arm(): void {
		if (this.levels !== undefined || this.parts.core.speakers().length === 0) return;
		this.levels = this.timers.setTimeout(() => {
			this.levels = undefined;
			this.flush();
		}, LEVELS_MS);
	}

	private stop(): void {
		this.timers.clearTimeout(this.gathering);
		this.timers.clearTimeout(this.levels);
		this.gathering = undefined;
		this.levels = undefined;
	}
}

function rowsOf(levels: ReadonlyArray<SpeakerLevel>): ReadonlyArray<Row> {
	return levels.map(({ userId, level }) => [userId, level]);
}
