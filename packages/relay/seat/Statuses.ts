/** What was last told about each channel, so that only changes are told. Pure. */

import type { SpeakersNews } from "./speakersOf.ts";

export class Statuses {
	private readonly told = new Map<string, SpeakersNews>();

	/** What was last told; undefined for nothing. */
	public of(channelId: string): SpeakersNews | undefined {
		return this.told.get(channelId);
	}

	/**
	 * Compares channels that are wanted, and those that are or were live, with the present.
	 *
	 * @param channels Channels that are wanted, and the one that the bot has.
	 * @returns The changes.
	 */
	public update(
		channels: ReadonlyArray<string>,
		wanted: ReadonlyArray<string>,
		now: (channelId: string) => SpeakersNews,
	): ReadonlyArray<readonly [channelId: string, news: SpeakersNews]> {
		return [...new Set([...this.told.keys(), ...channels])].flatMap((channelId) => {
			const before = this.told.get(channelId);
			const news = now(channelId);
			const isWanted = wanted.includes(channelId);
			if (isWanted || news.speakers === "live") this.told.set(channelId, news);
			else this.told.delete(channelId);
			if (before?.speakers === news.speakers && before.reason === news.reason) return [];
			// others may watch the channel without a wish for the seat
			const isTold = isWanted || before?.speakers === "live" || news.speakers === "live";
			return isTold ? [[channelId, news] as const] : [];
		});
	}
}
