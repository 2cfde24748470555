/**
 * Key packages (op 26): what a client that wants into the group sends, and what is wrong with one.
 * Pure. Bare, not inside an MLSMessage as the DAVE protocol has it: so davey and libdave send it.
 * Source: RFC 9420, section 10; DAVE protocol, "Validation".
 */

import { isLeafNodeSigned, readLeafNode, type LeafNode } from "./leafNode.ts";
import { CIPHER_SUITE, isSignedWithLabel, MLS_VERSION, referenceOf } from "../../shared/mls/mls.ts";
import { snowflakeBytes } from "../../shared/mls/snowflake.ts";
import { decode, type Malformed, type TlsReader } from "../../shared/mls/TlsReader.ts";

export interface KeyPackage {
	readonly kind: "keyPackage";
	readonly bytes: Buffer;
	/** What a Welcome calls it. */
	readonly reference: Buffer;
	readonly leafNode: LeafNode;
	/** All but the signature. */
	readonly signed: Buffer;
	readonly signature: Buffer;
}

/** A lifetime without end: DAVE has no other. */
const LIFETIME = { notBefore: 0n, notAfter: 2n ** 64n - 1n } as const;

/** Reads the payload of an op 26 that the user `userId` sent, and checks it. Never errors. */
export function acceptKeyPackage(payload: Buffer, userId: string): KeyPackage | Malformed {
	const keyPackage = decodeKeyPackage(payload);
	if (keyPackage.kind === "malformed") return keyPackage;
	const reason = keyPackageComplaint(keyPackage, userId);
	return reason === undefined ? keyPackage : { kind: "malformed", reason };
}

/** Reads the payload of an op 26. Never errors. */
export function decodeKeyPackage(bytes: Buffer): KeyPackage | Malformed {
	return decode(bytes, (reader) => readKeyPackage(reader, bytes));
}

function readKeyPackage(reader: TlsReader, bytes: Buffer): KeyPackage {
	reader.expectU16(MLS_VERSION, "version");
	reader.expectU16(CIPHER_SUITE, "cipher suite");
	reader.vector(); // init key
	const leafNode = readLeafNode(reader);
	reader.vector(); // extensions
	const signed = reader.since(0);
	const signature = reader.vector();
	reader.expectEnd();
	const reference = referenceOf("MLS 1.0 KeyPackage Reference", bytes);
	return { kind: "keyPackage", bytes, reference, leafNode, signed, signature };
}

/** Says what is wrong with a key package of the user `userId`; `undefined` if nothing is. */
export function keyPackageComplaint(keyPackage: KeyPackage, userId: string): string | undefined {
	const { leafNode, signed, signature } = keyPackage;
	const { source } = leafNode;
	if (!leafNode.identity.equals(snowflakeBytes(userId))) return "credential is of another user";
	if (source.kind !== "keyPackage") return `leaf node must be of a key package, got ${source.kind}`;
	if (source.notBefore !== LIFETIME.notBefore || source.notAfter !== LIFETIME.notAfter) {
		return "lifetime must be from 0 to 2^64 - 1";
	}
	if (!isLeafNodeSigned(leafNode)) return "signature of the leaf node is wrong";
	const isSigned = isSignedWithLabel(leafNode.signatureKey, "KeyPackageTBS", signed, signature);
	return isSigned ? undefined : "signature of the key package is wrong";
}
