/**
 * An event on its way to any number of sessions. What a session sees of it follows from its intents alone, so that is
 * worked out and written once for all that have the same.
 * Pure.
 */

import { isEventAllowed, stripMessageContent } from "../../intents/index.ts";
import { WrittenEvent } from "./WrittenEvent.ts";

export class OutgoingEvent {
	/** As those with every intent see it. */
	private readonly whole: WrittenEvent;
	/** A copy of the data that its owner cannot change any more. */
	private readonly data: unknown;
	/** By intents; `undefined` is kept for those that do not let it through. */
	private readonly views = new Map<number, WrittenEvent | undefined>();

	/**
	 * @param guildId Where it happened; absent in a DM.
	 * @param userId The bot's.
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

	/** What a session with these intents sees; `undefined` if they do not let it through. */
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
