/**
 * Which voice channels of a guild are wanted, and which of them has the bot's seat: the first, until nobody has wanted it for
 * a minute. A person who drags the bot overrules the order.
 * Pure.
 */

/** Milliseconds that the bot stays after the last watcher: each join is seen and heard by people. */
export const LINGER_MS = 60_000;

/** The channel that has the seat, or is about to get it back. */
interface Winner {
	readonly channelId: string;
	/** Since when the channel is not wanted; meaningless while it is. */
	readonly idleSince: number;
	/** Whether a person moved the bot here. Other channels then wait for a new watch. */
	readonly isHeld: boolean;
}

export class Wanted {
	/** By age of their watch. */
	private channels: ReadonlyArray<string> = [];
	private held: Winner | undefined;

	/** @param emptySince Since when no channel is wanted; meaningless while one is. */
	public constructor(private emptySince: number) {}

	public get all(): ReadonlyArray<string> {
		return this.channels;
	}

	public get isEmpty(): boolean {
		return this.channels.length === 0;
	}

	/** Since when no channel is wanted; undefined while one is. */
	public get idleSince(): number | undefined {
		return this.isEmpty ? this.emptySince : undefined;
	}

	public get winner(): string | undefined {
		return this.held?.channelId;
	}

	public has(channelId: string): boolean {
		return this.channels.includes(channelId);
	}

	/** A new watch wants a channel. It ends the hold of a person. */
	public want(channelId: string): void {
		if (!this.has(channelId)) this.channels = [...this.channels, channelId];
		if (this.held !== undefined) this.held = { ...this.held, isHeld: false };
	}

	/** The last watch of a channel ended. */
	public unwant(channelId: string, now: number): void {
		if (!this.has(channelId)) return;
		this.channels = this.channels.filter((wanted) => wanted !== channelId);
		if (this.held?.channelId === channelId) this.held = { ...this.held, idleSince: now };
		if (this.isEmpty) this.emptySince = now;
	}

	/** Puts a wanted channel first. */
	public prefer(channelId: string): void {
		this.channels = [channelId, ...this.channels.filter((wanted) => wanted !== channelId)];
	}

	/** Gives a channel the seat. @param isByPerson Whether a person moved the bot there. */
	public seat(channelId: string, now: number, isByPerson = false): void {
		this.held = { channelId, idleSince: now, isHeld: isByPerson && !this.has(channelId) };
	}

	/** No channel has the seat. */
	public unseat(): void {
		this.held = undefined;
	}

	/** Whether the bot stays in the channel that has the seat. */
	public keeps(now: number): boolean {
		const end = this.endAt;
		return this.held !== undefined && (end === undefined || now < end);
	}

	/** When the channel loses the seat; undefined if it has none, or is wanted. */
	public get endAt(): number | undefined {
		const { held } = this;
		if (held === undefined || this.has(held.channelId)) return undefined;
		if (this.isEmpty) return Math.max(this.emptySince, held.idleSince) + LINGER_MS;
		return held.isHeld ? undefined : held.idleSince + LINGER_MS;
	}

	/** Channels to join, best first. */
	public get candidates(): ReadonlyArray<string> {
		const { held } = this;
		if (held === undefined || this.isEmpty || !(held.isHeld || this.has(held.channelId))) return this.channels;
		return [held.channelId, ...this.channels.filter((wanted) => wanted !== held.channelId)];
	}
}
