/**
 * Delivery over a link as a value: what was sent and not yet accepted, what has come and was dealt with. Whatever is lost,
 * repeated or overtaken on the way, each record counts once, in order.
 * Pure.
 * Source: docs/relay.md, rules R1 to R4.
 */

import { DownRecord, UpRecord } from "./record";

export interface Delivery {
	/** Last down record that was dealt with: the `ack` of each request. */
	readonly received: number;
	/** Last up record that the relay has accepted. */
	readonly accepted: number;
	/** Last up record that was made. */
	readonly made: number;
	/** Up records after `accepted`, in order: they go into each request until the relay has them. */
	readonly kept: ReadonlyArray<Kept>;
	/** Bytes of the kept records, as written. */
	readonly keptSize: number;
}

export interface Kept {
	readonly record: UpRecord;
	/** The record as it is written into a body. */
	readonly piece: string;
}

/** A link on which nothing has happened. */
export const FRESH_DELIVERY: Delivery = { received: 0, accepted: 0, made: 0, kept: [], keptSize: 0 };

/** Adds an up record, which must have the number after `made`. */
export function keep(delivery: Delivery, kept: Kept): Delivery {
	const keptSize = delivery.keptSize + kept.piece.size();
	return { ...delivery, made: kept.record.number, kept: [...delivery.kept, kept], keptSize };
}

/** Writes every kept record anew: the form of bodies has changed. */
export function rewrite(delivery: Delivery, write: (record: UpRecord) => string): Delivery {
	const kept = delivery.kept.map(({ record }) => ({ record, piece: write(record) }));
	return { ...delivery, kept, keptSize: sizeOf(kept) };
}

/**
 * The relay has accepted up records up to `ack`. An old `ack`, from an answer that was overtaken, changes nothing.
 *
 * @returns Undefined if the relay claims records that were never made.
 */
export function accept(delivery: Delivery, ack: number): Delivery | undefined {
	if (ack > delivery.made) return undefined;
	if (ack <= delivery.accepted) return delivery;
	const kept = delivery.kept.filter(({ record }) => record.number > ack);
	return { ...delivery, accepted: ack, kept, keptSize: sizeOf(kept) };
}

/**
 * Sorts out which of `down` are new. They count as dealt with in the delivery that is returned.
 *
 * @returns Undefined if records are missing before the first new one: the relay has lost them.
 */
export function receive(
	delivery: Delivery,
	down: ReadonlyArray<DownRecord>,
): { readonly delivery: Delivery; readonly fresh: ReadonlyArray<DownRecord> } | undefined {
	const fresh = down.filter((record) => record.number > delivery.received);
	if (fresh.size() === 0) return { delivery, fresh };
	if (fresh[0].number !== delivery.received + 1) return undefined;
	return { delivery: { ...delivery, received: fresh[fresh.size() - 1].number }, fresh };
}

/**
 * The pieces of the next body: from the oldest kept record on, as many as `size` bytes hold, but at least one.
 *
 * @returns The pieces, and the number of the last record among them; the last accepted one if there are none.
 */
export function takePieces(
	{ kept, accepted }: Delivery,
	size: number,
): { readonly pieces: ReadonlyArray<string>; readonly last: number } {
	const pieces: Array<string> = [];
	let last = accepted;
	let left = size;
	for (const { record, piece } of kept) {
		// One more for the comma of the JSON form.
		left -= piece.size() + 1;
		if (left < 0 && pieces.size() > 0) break;
		pieces.push(piece);
		last = record.number;
	}
	return { pieces, last };
}

function sizeOf(kept: ReadonlyArray<Kept>): number {
	let size = 0;
	for (const { piece } of kept) size += piece.size();
	return size;
}
