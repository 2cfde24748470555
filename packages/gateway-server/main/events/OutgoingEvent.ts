/**
 * An event for any number of sessions. The view of a session depends only on its intents, so sessions with the same intents
 * share one encoded view.
 * Pure.
 */

import { isEventAllowed, stripMessageContent } from "../../intents/index.ts";
import { WrittenEvent } from "./WrittenEvent.ts";

export class OutgoingEvent {
	/** The view with every intent. */
	private readonly whole: WrittenEvent;
	/** A copy of the data, safe from changes by the caller. */
	private readonly data: unknown;
	/** Views by intents; `undefined` if the intents do not allow the event. */
	private readonly views = new Map<number, WrittenEvent | undefined>();

	/**
	 * @param guildId Guild of the event; absent in a DM.
	 * @param userId ID of the bot.
	 * @throws TypeError If `data` cannot be JSON.
	 */
	public constructor(
		private readonly name: string,
		data: unknown,
		private readonly guildId: string | undefined,
		private readonly userId: string,
	) {
		const json = JSON.stringify(data ?? null) as string | undefined;
		if (json === undefined) throw new TypeError(`data of ${name} must have a form in JSON, got a ${typeof data}`);
		this.data = JSON.parse(json);
		this.whole = new WrittenEvent(name, json);
	}

	/** Returns the view of a session with these intents; `undefined` if they do not allow the event. */
	public seenWith(intents: number): WrittenEvent | undefined {
		const known = this.views.get(intents);
		if (known !== undefined || this.views.has(intents)) return known;
		const seen = this.view(intents);
		this.views.set(intents, seen);
		return seen;
	}

	private view(intents: number): WrittenEvent | undefined {
		const viewer = { intents, userId: this.userId, guildId: this.guildId };
		if (!isEventAllowed(this.name, this.data, viewer)) return undefined;
		const stripped = stripMessageContent(this.name, this.data, viewer);
		return stripped === this.data ? this.whole : new WrittenEvent(this.name, JSON.stringify(stripped));
	}
}
