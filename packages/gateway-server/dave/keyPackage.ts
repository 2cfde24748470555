/**
 * Key packages (op 26): what a client sends to join the group, and how it is validated.
 * Pure. Not wrapped in an MLSMessage, contrary to the DAVE protocol: davey and libdave send it bare.
 * Source: RFC 9420, section 10; DAVE protocol, "Validation".
 */

import { isLeafNodeSigned, readLeafNode, type LeafNode } from "./leafNode.ts";
import { CIPHER_SUITE, isSignedWithLabel, MLS_VERSION, referenceOf } from "../../shared/mls/mls.ts";
import { snowflakeBytes } from "../../shared/mls/snowflake.ts";
import { decode, type Malformed, type TlsReader } from "../../shared/mls/TlsReader.ts";

export interface KeyPackage {
	readonly kind: "keyPackage";
	readonly bytes: Buffer;
	/** Reference that a Welcome uses for it. */
	readonly reference: Buffer;
	readonly leafNode: LeafNode;
	/** Everything except the signature. */
	readonly signed: Buffer;
	readonly signature: Buffer;
}

/** An unlimited lifetime, the only one DAVE allows. */
const LIFETIME = { notBefore: 0n, notAfter: 2n ** 64n - 1n } as const;

/** Parses and validates the payload of an op 26 from the user `userId`. Never throws. */
export function acceptKeyPackage(payload: Buffer, userId: string): KeyPackage | Malformed {
	const keyPackage = decodeKeyPackage(payload);
	if (keyPackage.kind === "malformed") return keyPackage;
	const reason = keyPackageComplaint(keyPackage, userId);
	return reason === undefined ? keyPackage : { kind: "malformed", reason };
}

/** Parses the payload of an op 26. Never throws. */
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

/** Returns what is wrong with a key package of the user `userId`, or `undefined` if it is valid. */
export function keyPackageComplaint(keyPackage: KeyPackage, userId: string): string | undefined {
	const { leafNode, signed, signature } = keyPackage;
	const { source } = leafNode;
	if (!leafNode.identity.equals(snowflakeBytes(userId))) return "credential belongs to another user";
	if (source.kind !== "keyPackage") return `leaf node must come from a key package, got ${source.kind}`;
	if (source.notBefore !== LIFETIME.notBefore || source.notAfter !== LIFETIME.notAfter) {
		return "lifetime must be from 0 to 2^64 - 1";
	}
	if (!isLeafNodeSigned(leafNode)) return "leaf node signature is invalid";
	const isSigned = isSignedWithLabel(leafNode.signatureKey, "KeyPackageTBS", signed, signature);
	return isSigned ? undefined : "key package signature is invalid";
}
