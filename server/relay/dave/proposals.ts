/**
 * Reads op 27 as far as the relay must: which proposals add somebody, and what each is called.
 * Pure. Source: DAVE protocol 1.1.4, "dave_mls_proposals (27)"; RFC 9420, sections 5.2, 6, 10 and 12.1.
 */

import { createHash } from "node:crypto";
import { TlsReader, tlsVector } from "./TlsReader.ts";

export const APPEND = 0;
export const REVOKE = 1;

export interface AddProposal {
	/** Hex of its ProposalRef. */
	readonly ref: string;
	/** The whole MLSMessage. */
	readonly message: Buffer;
}

export type Proposals =
	| { readonly kind: "append"; readonly adds: ReadonlyArray<AddProposal> }
	| { readonly kind: "revoke"; readonly refs: ReadonlyArray<string> };

const VERSION_SIZE = 2;
const EPOCH_SIZE = 8;
const EXTERNAL_SENDER = 2;
const SENDER_INDEX_SIZE = 4;
const ADD = 1;
const REMOVE = 3;
const LEAF_INDEX_SIZE = 4;
const LIFETIME_SIZE = 16;
/** Lists of a leaf node's capabilities. */
const CAPABILITIES = 5;
const REF_LABEL = "MLS 1.0 Proposal Reference";

/** @throws TlsError If it is neither, or its messages are not proposals of an external sender. */
export function readProposals(payload: Buffer): Proposals {
	const reader = new TlsReader(payload);
	const operation = reader.u8();
	const list = new TlsReader(reader.vector());
	if (operation === REVOKE) {
		const refs: Array<string> = [];
		while (!list.isAtEnd) refs.push(list.vector().toString("hex"));
		return { kind: "revoke", refs };
	}
	const adds: Array<AddProposal> = [];
	while (!list.isAtEnd) {
		const start = list.position;
		const isAdd = skipMessage(list) === ADD;
		// a copy: the add is kept longer than the frame that it came in
		const message = Buffer.from(list.since(start));
		if (isAdd) adds.push({ ref: proposalRef(message), message });
	}
	return { kind: "append", adds };
}

/** Body of an op 27 that revokes one proposal, after its operation. */
export function revokeBody(ref: string): Buffer {
	return tlsVector(tlsVector(Buffer.from(ref, "hex")));
}

/** Body of an op 27 that appends one, after its operation. */
export function appendBody(message: Buffer): Buffer {
	return tlsVector(message);
}

/** The hash leaves the protocol version out: it is over an AuthenticatedContent. */
function proposalRef(message: Buffer): string {
	const content = tlsVector(message.subarray(VERSION_SIZE));
	return createHash("sha256")
		.update(tlsVector(Buffer.from(REF_LABEL)))
		.update(content)
		.digest("hex");
}

/** Reads one MLSMessage with a proposal. Returns its proposal type. */
function skipMessage(reader: TlsReader): number {
	reader.u16(); // protocol version
	reader.u16(); // wire format
	reader.vector(); // group id
	reader.take(EPOCH_SIZE);
	if (reader.u8() === EXTERNAL_SENDER) reader.take(SENDER_INDEX_SIZE);
	reader.vector(); // authenticated data
	reader.u8(); // content type
	const kind = reader.u16();
	if (kind === ADD) skipKeyPackage(reader);
	else if (kind === REMOVE) reader.take(LEAF_INDEX_SIZE);
	reader.vector(); // signature
	return kind;
}

function skipKeyPackage(reader: TlsReader): void {
	reader.u16(); // protocol version
	reader.u16(); // cipher suite
	reader.vector(); // init key
	reader.vector(); // encryption key
	reader.vector(); // signature key
	reader.u16(); // credential type
	reader.vector(); // identity
	for (let list = 0; list < CAPABILITIES; list += 1) reader.vector();
	reader.u8(); // leaf node source: a key package
	reader.take(LIFETIME_SIZE);
	reader.vector(); // extensions of the leaf node
	reader.vector(); // its signature
	reader.vector(); // extensions
	reader.vector(); // signature
}
