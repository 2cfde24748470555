/** What was last told about each channel, so that only changes are told. Pure. */

import type { SpeakersNews } from "./speakersOf.ts";

export class Statuses {
	private readonly told = new Map<string, SpeakersNews>();

	/** What was last told; undefined for nothing. */
	public of(channelId: string): SpeakersNews | undefined {
		return this.told.get(channelId);
	}

	/** Compares channels that are wanted, and those that were live, with the present. @returns The changes. */
	public update(
		wanted: ReadonlyArray<string>,
		now: (channelId: string) => SpeakersNews,
	): ReadonlyArray<readonly [channelId: string, news: SpeakersNews]> {
		return [...new Set([...this.told.keys(), ...wanted])].flatMap((channelId) => {
			const before = this.told.get(channelId);
			const news = now(channelId);
			const isWanted = wanted.includes(channelId);
			if (isWanted || news.speakers === "live") this.told.set(channelId, news);
			else this.told.delete(channelId);
			if (before?.speakers === news.speakers && before.reason === news.reason) return [];
			// nobody is left to care, unless users may be shown as speaking
			return isWanted || before?.speakers === "live" ? [[channelId, news] as const] : [];
		});
	}
}
