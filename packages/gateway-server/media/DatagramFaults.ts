/**
 * Applies network faults to the datagrams for one client, as set by its control flags. Without flags, sends them
 * unchanged.
 */

import type { Clock } from "../../shared/clock.ts";
import { NO_FLAGS, type FlagView } from "../flags/ConnectionControlFlags.ts";
import { seededRandom, type Random } from "../../shared/random.ts";
import { SUFFIX_SIZE } from "../../shared/rtp/sizes.ts";

/** Maximum size of a truncated datagram in bytes. */
const MAX_TRUNCATED = 40;

/** Sends a datagram. `isForeign` selects another source port. */
export type Deliver = (datagram: Buffer, isForeign: boolean) => void;

export class DatagramFaults {
	/** Sends a held datagram after the next one. */
	private held: (() => void) | undefined;
	private random: Random;
	private seed: number | undefined;

	/** @param serverRandom Used unless the flags set a seed. */
	public constructor(
		private readonly clock: Clock,
		private readonly serverRandom: Random,
		private readonly flags: FlagView,
		private readonly deliver: Deliver,
	) {
		this.random = serverRandom;
	}

	/** Whether all datagrams are lost in both directions. */
	public get isBlackhole(): boolean {
		return this.flags.current().mediaBlackhole === true;
	}

	/** Sends a datagram with the faults that the flags ask for. */
	public send(datagram: Buffer): void {
		const flags = this.flags.current();
		if (flags === NO_FLAGS && this.held === undefined) return this.deliver(datagram, false);
		this.useSeed(flags.seed);
		if (flags.mediaBlackhole === true || this.isHitBy(flags.mediaLoss)) return;
		let bytes = datagram;
		if (this.isHitBy(flags.mediaBadTag)) bytes = withBadTag(bytes);
		if (this.isHitBy(flags.mediaTruncate))
			bytes = bytes.subarray(0, Math.floor(this.random() * (MAX_TRUNCATED + 1)));
		const isForeign = this.isHitBy(flags.mediaForeign);
		const copies = this.isHitBy(flags.mediaDuplicate) ? 2 : 1;
		const isHeld = this.isHitBy(flags.mediaReorder);
		const { mediaDelay = 0, mediaJitter = 0 } = flags;
		const delay = mediaDelay + (mediaJitter === 0 ? 0 : this.random() * mediaJitter);
		const pass = (): void => {
			for (let copy = 0; copy < copies; copy += 1) this.passAfter(delay, bytes, isForeign);
		};
		if (isHeld && this.held === undefined) return void (this.held = pass);
		const { held } = this;
		this.held = undefined;
		pass();
		held?.();
	}

	private passAfter(delay: number, datagram: Buffer, isForeign: boolean): void {
		if (delay === 0) return this.deliver(datagram, isForeign);
		this.clock.setTimeout(() => this.deliver(datagram, isForeign), delay);
	}

	private isHitBy(share = 0): boolean {
		return share > 0 && this.random() < share;
	}

	private useSeed(seed: number | undefined): void {
		if (seed === this.seed) return;
		this.seed = seed;
		this.random = seed === undefined ? this.serverRandom : seededRandom(seed);
	}
}

/** Copies a packet and changes one bit of its tag, or of its last byte if it is too short for a tag. */
function withBadTag(datagram: Buffer): Buffer {
	const copy = Buffer.from(datagram);
	const at = Math.max(copy.length - SUFFIX_SIZE, copy.length === 0 ? 0 : 1) - 1;
	if (at >= 0) copy[at]! ^= 1;
	return copy;
}
