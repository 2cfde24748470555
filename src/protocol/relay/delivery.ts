/**
 * Delivery over a link as a value: the up records that are not accepted yet, and the down records that were processed. Each
 * record counts once and in order, even if requests are lost, repeated or reordered.
 * Pure.
 * Source: docs/relay.md, rules R1 to R4.
 */

import { DownRecord, UpRecord } from "./record";

export interface Delivery {
	/** Number of the last down record that was processed: the `ack` of each request. */
	readonly received: number;
	/** Number of the last up record that the relay has accepted. */
	readonly accepted: number;
	/** Number of the last up record. */
	readonly made: number;
	/** Up records after `accepted`, in order: each request carries them until the relay has accepted them. */
	readonly kept: ReadonlyArray<Kept>;
	/** Size of the kept records in bytes, as encoded. */
	readonly keptSize: number;
}

export interface Kept {
	readonly record: UpRecord;
	/** The encoded record. */
	readonly piece: string;
}

/** A link without records. */
export const FRESH_DELIVERY: Delivery = { received: 0, accepted: 0, made: 0, kept: [], keptSize: 0 };

/** Adds an up record. Its number must follow `made`. */
export function keep(delivery: Delivery, kept: Kept): Delivery {
	const keptSize = delivery.keptSize + kept.piece.size();
	return { ...delivery, made: kept.record.number, kept: [...delivery.kept, kept], keptSize };
}

/** Encodes every kept record again, since the form of bodies has changed. */
export function rewrite(delivery: Delivery, write: (record: UpRecord) => string): Delivery {
	const kept = delivery.kept.map(({ record }) => ({ record, piece: write(record) }));
	return { ...delivery, kept, keptSize: sizeOf(kept) };
}

/**
 * The relay has accepted up records up to `ack`. An old `ack`, from a late answer, changes nothing.
 *
 * @returns Undefined if the relay claims records that were never sent.
 */
export function accept(delivery: Delivery, ack: number): Delivery | undefined {
	if (ack > delivery.made) return undefined;
	if (ack <= delivery.accepted) return delivery;
	const kept = delivery.kept.filter(({ record }) => record.number > ack);
	return { ...delivery, accepted: ack, kept, keptSize: sizeOf(kept) };
}

/**
 * Returns the new records of `down`, and the delivery in which they count as processed.
 *
 * @returns Undefined if records before the first new one are missing: the relay has lost them.
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
 * Returns the pieces of the next body: the oldest kept records, as many as fit into `size` bytes, but at least one.
 *
 * @returns The pieces, and the number of their last record; without pieces, of the last accepted one.
 */
export function takePieces(
	{ kept, accepted }: Delivery,
	size: number,
): { readonly pieces: ReadonlyArray<string>; readonly last: number } {
	const pieces: Array<string> = [];
	let last = accepted;
	let left = size;
	for (const { record, piece } of kept) {
		// One byte more, for the comma of the JSON form.
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
