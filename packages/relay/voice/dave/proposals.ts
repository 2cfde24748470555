/**
 * Reads op 27 as far as the relay must: which proposals add a member, and the reference of each.
 * Pure. Source: DAVE protocol 1.1.4, "dave_mls_proposals (27)"; RFC 9420, sections 5.2, 6, 10 and 12.1.
 */

import { OPERATION, PROPOSAL, referenceOf, SENDER } from "../../../shared/mls/mls.ts";
import { vector } from "../../../shared/mls/tls.ts";
import { decode, type Malformed, type TlsReader } from "../../../shared/mls/TlsReader.ts";

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
/** Lists of a leaf node's capabilities. */
const CAPABILITIES = 5;

/** Reads the payload of an op 27. Never throws: an unreadable payload is malformed, although the library may know it. */
export function readProposals(payload: Buffer): Proposals | Malformed {
	return decode<Proposals>(payload, (reader) => {
		if (reader.u8() !== OPERATION.revoke) return { kind: "append", adds: reader.list(readProposal).flat() };
		return { kind: "revoke", refs: reader.list((each) => each.vector().toString("hex")) };
	});
}

/** Body of an op 27 that revokes one proposal, after its operation. */
export function revokeBody(ref: string): Buffer {
	return vector(vector(Buffer.from(ref, "hex")));
}

/** Body of an op 27 that appends one, after its operation. */
export function appendBody(message: Buffer): Buffer {
	return vector(message);
}

/** Reads one MLSMessage with a proposal. Returns undefined if it adds no member. */
function readProposal(reader: TlsReader): ReadonlyArray<AddProposal> {
	const start = reader.position;
	const isAdd = skipMessage(reader) === PROPOSAL.add;
	// a copy: the add is kept longer than the frame that it came in
	const message = Buffer.from(reader.since(start));
	return isAdd ? [{ ref: refOf(message), message }] : [];
}

/** The hash leaves the protocol version out: it is over an AuthenticatedContent. */
function refOf(message: Buffer): string {
	return referenceOf("MLS 1.0 Proposal Reference", message.subarray(VERSION_SIZE)).toString("hex");
}

/** Reads one MLSMessage with a proposal. Returns its proposal type. */
function skipMessage(reader: TlsReader): number {
	reader.u16(); // protocol version
	reader.u16(); // wire format
	reader.vector(); // group id
	reader.u64(); // epoch
	if (reader.u8() === SENDER.external) reader.u32(); // its index
	reader.vector(); // authenticated data
	reader.u8(); // content type
	const kind = reader.u16();
	if (kind === PROPOSAL.add) skipKeyPackage(reader);
	else if (kind === PROPOSAL.remove) reader.u32(); // leaf
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
	reader.u64(); // lifetime: not before
	reader.u64(); // and not after
	reader.vector(); // extensions of the leaf node
	reader.vector(); // its signature
	reader.vector(); // extensions
	reader.vector(); // signature
}
