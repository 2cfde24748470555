/**
 * Merges several op 27 into one. Each is answered with a commit of all proposals so far, so only the last answer counts,
 * and when a hundred members join at once, the others take seconds.
 * Pure. Source: DAVE protocol 1.1.4, "dave_mls_proposals (27)".
 */

import { OPERATION } from "../../../shared/mls/mls.ts";
import { u8, vector } from "../../../shared/mls/tls.ts";
import { decode, type Malformed } from "../../../shared/mls/TlsReader.ts";

/** Whether an op 27 can be merged with others: one that appends proposals, as far as its first byte tells. */
export function isAppend(payload: Uint8Array): boolean {
	return payload[0] === OPERATION.append;
}

/**
 * @param payloads Of op 27, which all append.
 * @returns One that appends what they do, in their order; or they themselves if one of them cannot be read.
 */
export function joinAppends(payloads: ReadonlyArray<Buffer>): ReadonlyArray<Buffer> {
	if (payloads.length < 2) return payloads;
	const messages: Array<Buffer> = [];
	for (const payload of payloads) {
		const read = messagesOf(payload);
		if (!Buffer.isBuffer(read)) return payloads;
		messages.push(read);
	}
	return [Buffer.concat([u8(OPERATION.append), vector(...messages)])];
}

/** What an op 27 appends, which must be all that it holds. */
function messagesOf(payload: Buffer): Buffer | Malformed {
	return decode(payload, (reader) => {
		reader.u8(); // operation
		const messages = reader.vector();
		reader.expectEnd();
		return messages;
	});
}
