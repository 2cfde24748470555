/**
 * Keeps the numbered messages of one session for replay after a Resume.
 * Pure. Sequences are 16 bits and wrap: 65535 is followed by 0.
 * Source: Discord Docs, "Buffered Resume" and "Binary Websocket Messages" (voice gateway v8).
 */

import type { EncodedMessage } from "./frame.ts";

/** Number of sequences before they wrap: the binary header has a u16. */
const SEQUENCE_COUNT = 2 ** 16;

/** Acknowledged by a client that has received no numbered message. */
export const NO_SEQUENCE = -1;

export class ReplayBuffer {
	private readonly messages: Array<EncodedMessage> = [];
	private sentCount = 0;

	/**
	 * @param size Maximum number of messages kept.
	 * @param firstSequence Sequence of the first message.
	 */
	public constructor(
		private readonly size: number,
		private readonly firstSequence: number,
	) {}

	/** Sequence of the latest message; -1 before the first. */
	public get lastSequence(): number {
		if (this.sentCount === 0) return NO_SEQUENCE;
		return (this.firstSequence + this.sentCount - 1) % SEQUENCE_COUNT;
	}

	/** Numbers, encodes and keeps a message. Returns the encoded message. */
	public push(encode: (sequence: number) => EncodedMessage): EncodedMessage {
		const message = encode((this.firstSequence + this.sentCount) % SEQUENCE_COUNT);
		this.sentCount += 1;
		this.messages.push(message);
		if (this.messages.length > this.size) this.messages.shift();
		return message;
	}

	/**
	 * Returns the messages that a client missed, oldest first.
	 *
	 * @param acknowledged Last sequence that the client received; -1 for none.
	 * @returns `undefined` if one of them is no longer kept, or if `acknowledged` was never sent: a client ahead of the
	 * server is confused about its session, so its missed messages are unknown.
	 */
	public after(acknowledged: number): ReadonlyArray<EncodedMessage> | undefined {
		const missed = this.countAfter(acknowledged);
		if (missed === undefined || missed > this.messages.length) return undefined;
		return this.messages.slice(this.messages.length - missed);
	}

	private countAfter(acknowledged: number): number | undefined {
		if (acknowledged === NO_SEQUENCE) return this.sentCount;
		const behind = (this.lastSequence - acknowledged + SEQUENCE_COUNT) % SEQUENCE_COUNT;
		return behind < this.sentCount ? behind : undefined;
	}
}
