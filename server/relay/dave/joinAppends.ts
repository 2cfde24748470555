/**
 * Makes one op 27 of several: each is answered with a commit of all that is proposed by then, so only the last answer counts,
 * and where a hundred join at once, those before it take seconds.
 * Pure. Source: DAVE protocol 1.1.4, "dave_mls_proposals (27)".
 */

import { APPEND } from "./proposals.ts";
import { TlsError, TlsReader, tlsVector } from "./TlsReader.ts";

/** Whether an op 27 can be made one with others: one that appends proposals, as far as its first byte tells. */
export function isAppend(payload: Uint8Array): boolean {
	return payload[0] === APPEND;
}

/**
 * @param payloads Of op 27, which all append.
 * @returns One that appends what they do, in their order; or they themselves if one of them cannot be read.
 */
export function joinAppends(payloads: ReadonlyArray<Buffer>): ReadonlyArray<Buffer> {
	if (payloads.length < 2) return payloads;
	try {
		return [Buffer.concat([Buffer.of(APPEND), tlsVector(Buffer.concat(payloads.map(messagesOf)))])];
	} catch (error) {
		if (error instanceof TlsError) return payloads;
		throw error;
	}
}

/** @throws TlsError If it is not one vector. */
function messagesOf(payload: Buffer): Buffer {
	const reader = new TlsReader(payload);
	reader.u8();
	const messages = reader.vector();
	if (!reader.isAtEnd) throw new TlsError("op 27 must end with its proposals");
	return messages;
}
