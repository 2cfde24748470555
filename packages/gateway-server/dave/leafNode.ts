/**
 * Leaf nodes: the identity of a group member.
 * Pure. Source: RFC 9420, section 7.2.
 */

import { CREDENTIAL, isSignedWithLabel } from "../../shared/mls/mls.ts";
import { u32, vector } from "../../shared/mls/tls.ts";
import { MalformedError, type TlsReader } from "../../shared/mls/TlsReader.ts";

const SOURCE = { keyPackage: 1, update: 2, commit: 3 } as const;

/** The kind of message that a leaf node came in. */
type LeafSource =
	| { readonly kind: "keyPackage"; readonly notBefore: bigint; readonly notAfter: bigint }
	| { readonly kind: "update" }
	| { readonly kind: "commit" };

export interface LeafNode {
	readonly signatureKey: Buffer;
	readonly identity: Buffer;
	readonly source: LeafSource;
	/** Everything except the signature. */
	readonly signed: Buffer;
	readonly signature: Buffer;
}

/** @throws MalformedError */
export function readLeafNode(reader: TlsReader): LeafNode {
	const from = reader.position;
	reader.vector(); // encryption key
	const signatureKey = reader.vector();
	reader.expectU16(CREDENTIAL.basic, "credential type");
	const identity = reader.vector();
	for (let list = 0; list < 5; list += 1) reader.vector(); // capabilities
	const source = readSource(reader);
	reader.vector(); // extensions
	const signed = reader.since(from);
	return { signatureKey, identity, source, signed, signature: reader.vector() };
}

function readSource(reader: TlsReader): LeafSource {
	const source = reader.u8();
	if (source === SOURCE.keyPackage) return { kind: "keyPackage", notBefore: reader.u64(), notAfter: reader.u64() };
	if (source === SOURCE.update) return { kind: "update" };
	if (source !== SOURCE.commit) throw new MalformedError(`leaf node source is unknown: ${source}`);
	reader.vector(); // parent hash
	return { kind: "commit" };
}

/** Verifies a member's signature of its leaf node. `place` is its position in the group; a key package has none. */
export function isLeafNodeSigned(
	{ signatureKey, signed, signature }: LeafNode,
	place?: { readonly groupId: Buffer; readonly leaf: number },
): boolean {
	const content = place === undefined ? signed : Buffer.concat([signed, vector(place.groupId), u32(place.leaf)]);
	return isSignedWithLabel(signatureKey, "LeafNodeTBS", content, signature);
}
