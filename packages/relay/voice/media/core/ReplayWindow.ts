/**
 * Distinguishes new packets of one SSRC from repeated ones. Pure.
 * Source: RFC 3711, 3.3.2 (a window of 64 packets) and RFC 3550, A.1 (how far a sequence number may jump).
 *
 * The nonce distinguishes a sender that restarts with any sequence number from an attacker who repeats old packets:
 * within one key it counts up (Discord Docs, "Transport Encryption Modes": an incremental integer), so a packet that
 * jumps is new if its nonce is.
 */

/** `late`: not seen yet, but behind the newest. */
export type PacketOrder = "newest" | "late" | "replay";

const WINDOW = 64;
const WORD_BITS = 32;
/** Packets that may be lost at once: a minute of speech. */
const MOST_LOST = 3000;

export class ReplayWindow {
	private newest: number | undefined;
	private newestNonce = 0;
	/** Packets that came: bit n stands for `newest - n`. */
	private low = 0;
	private high = 0;

	/**
	 * @param sequence Of an authentic packet, 16 bits.
	 * @param nonce Its nonce suffix, 32 bits.
	 */
	public accept(sequence: number, nonce: number): PacketOrder {
		const isNewNonce = this.newest === undefined || ((nonce - this.newestNonce) | 0) > 0;
		const order = this.place(sequence, isNewNonce);
		if (order !== "replay" && isNewNonce) this.newestNonce = nonce;
		return order;
	}

	private place(sequence: number, isNewNonce: boolean): PacketOrder {
		const ahead = this.newest === undefined ? Number.POSITIVE_INFINITY : signed16(sequence - this.newest);
		if (ahead > MOST_LOST || ahead <= -WINDOW) {
			if (!isNewNonce) return "replay";
			this.restart(sequence);
			return "newest";
		}
		if (ahead <= 0) return this.mark(-ahead) ? "late" : "replay";
		this.advance(sequence, ahead);
		return "newest";
	}

	private restart(sequence: number): void {
		this.newest = sequence;
		this.low = 1;
		this.high = 0;
	}

	/** Marks a packet behind the newest. Returns whether it was not marked yet. */
	private mark(behind: number): boolean {
		const bit = 1 << (behind % WORD_BITS);
		const isLow = behind < WORD_BITS;
		if (((isLow ? this.low : this.high) & bit) !== 0) return false;
		if (isLow) this.low |= bit;
		else this.high |= bit;
		return true;
	}

	private advance(sequence: number, by: number): void {
		if (by >= WINDOW) return this.restart(sequence);
		if (by >= WORD_BITS) {
			this.high = this.low << (by - WORD_BITS);
			this.low = 0;
		} else {
			this.high = (this.high << by) | (this.low >>> (WORD_BITS - by));
			this.low <<= by;
		}
		this.low |= 1;
		this.newest = sequence;
	}
}

function signed16(difference: number): number {
	return (difference << 16) >> 16;
}
