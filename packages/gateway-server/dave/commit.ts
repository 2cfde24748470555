/**
 * Commits (op 28): a member's step to the next epoch, followed by the Welcome for the members it adds.
 * Pure. Parses only what the gateway needs; only members can check the signature and the tags.
 * Source: RFC 9420, sections 6 and 12.4; DAVE protocol, opcode 28.
 */

import { readLeafNode, type LeafNode } from "./leafNode.ts";
import { CONTENT, MLS_VERSION, SENDER, WIRE_FORMAT } from "../../shared/mls/mls.ts";
import { decode, MalformedError, type Malformed, type TlsReader } from "../../shared/mls/TlsReader.ts";
import { readWelcome, type Welcome } from "./welcome.ts";

const PROPOSAL_OR_REFERENCE = { proposal: 1, reference: 2 } as const;
const OPTIONAL = { absent: 0, present: 1 } as const;

export interface Commit {
	readonly kind: "commit";
	/** The MLSMessage, as op 29 forwards it. */
	readonly bytes: Buffer;
	readonly groupId: Buffer;
	readonly epoch: bigint;
	/** Leaf of the committer. */
	readonly sender: number;
	/** References of the committed proposals, in order. */
	readonly references: ReadonlyArray<Buffer>;
	/** New leaf node of the committer; absent if the commit only adds. */
	readonly path: LeafNode | undefined;
	readonly welcome: Welcome | undefined;
}

/** Parses the payload of an op 28. Never throws. */
export function decodeCommit(payload: Buffer): Commit | Malformed {
	return decode(payload, readCommit);
}

function readCommit(reader: TlsReader): Commit {
	reader.expectU16(MLS_VERSION, "version");
	reader.expectU16(WIRE_FORMAT.publicMessage, "wire format");
	const groupId = reader.vector();
	const epoch = reader.u64();
	reader.expectU8(SENDER.member, "sender type");
	const sender = reader.u32();
	reader.vector(); // authenticated data
	reader.expectU8(CONTENT.commit, "content type");
	const references = reader.list(readReference);
	const path = readOptional(reader, readPath);
	reader.vector(); // signature
	reader.vector(); // confirmation tag
	reader.vector(); // membership tag
	const bytes = reader.since(0);
	const welcome = reader.isAtEnd ? undefined : readWelcome(reader);
	reader.expectEnd();
	return { kind: "commit", bytes, groupId, epoch, sender, references, path, welcome };
}

/** DAVE allows only the gateway's proposals, by reference. An inline proposal is malformed. */
function readReference(reader: TlsReader): Buffer {
	reader.expectU8(PROPOSAL_OR_REFERENCE.reference, "proposal or reference");
	return reader.vector();
}

function readPath(reader: TlsReader): LeafNode {
	const leafNode = readLeafNode(reader);
	reader.vector(); // nodes
	return leafNode;
}

function readOptional<Value>(reader: TlsReader, read: (reader: TlsReader) => Value): Value | undefined {
	const presence = reader.u8();
	if (presence === OPTIONAL.present) return read(reader);
	if (presence !== OPTIONAL.absent) throw new MalformedError(`presence must be 0 or 1, got ${presence}`);
	return undefined;
}
