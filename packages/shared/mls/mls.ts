/**
 * The MLS parameters fixed by DAVE version 1: numbers, hashes and signatures.
 * Pure, using `node:crypto`.
 * Source: RFC 9420, sections 5.1.2, 5.2, 6 and 17; DAVE protocol, "MLS Parameters".
 */

import { createHash, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { vector } from "./tls.ts";

/** The only existing DAVE version. */
export const DAVE_VERSION = 1;

export const MLS_VERSION = 1;
/** DHKEMP256_AES128GCM_SHA256_P256. */
export const CIPHER_SUITE = 2;

export const WIRE_FORMAT = { publicMessage: 1 } as const;
export const SENDER = { member: 1, external: 2 } as const;
export const CONTENT = { proposal: 2, commit: 3 } as const;
export const PROPOSAL = { add: 1, remove: 3 } as const;
export const CREDENTIAL = { basic: 1 } as const;

/** First byte of op 27: what it does with proposals. */
export const OPERATION = { append: 0, revoke: 1 } as const;

/** An uncompressed P-256 point: 0x04, then both coordinates. */
export const POINT_SIZE = 65;

/** DER prefix of a P-256 public key, up to its point (RFC 5480). */
const KEY_PREFIX = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");

/** Full label of a reference. Unlike signature labels, it includes the version in the RFC. */
type ReferenceLabel = "MLS 1.0 KeyPackage Reference" | "MLS 1.0 Proposal Reference";
type SignatureLabel = "FramedContentTBS" | "LeafNodeTBS" | "KeyPackageTBS";

/** Returns the hash that identifies a value (RFC 9420, 5.2). */
export function referenceOf(label: ReferenceLabel, value: Uint8Array): Buffer {
	return createHash("sha256")
		.update(vector(Buffer.from(label)))
		.update(vector(value))
		.digest();
}

export function signWithLabel(key: KeyObject, label: SignatureLabel, content: Uint8Array): Buffer {
	return sign("sha256", signedContent(label, content), key);
}

/** Returns whether a signature is valid. Never throws: `point` and `signature` may be any bytes. */
export function isSignedWithLabel(
	point: Uint8Array,
	label: SignatureLabel,
	content: Uint8Array,
	signature: Uint8Array,
): boolean {
	const key = publicKeyOf(point);
	return key !== undefined && verify("sha256", signedContent(label, content), key, signature);
}

/** Returns the point of a public key, as encoded by MLS. */
export function pointOf(key: KeyObject): Buffer {
	return key.export({ format: "der", type: "spki" }).subarray(KEY_PREFIX.length);
}

function publicKeyOf(point: Uint8Array): KeyObject | undefined {
	if (point.length !== POINT_SIZE) return undefined;
	try {
		return createPublicKey({ key: Buffer.concat([KEY_PREFIX, point]), format: "der", type: "spki" });
	} catch {
		return undefined; // 65 bytes that are not a point of the curve
	}
}

function signedContent(label: SignatureLabel, content: Uint8Array): Buffer {
	return Buffer.concat([vector(Buffer.from(`MLS 1.0 ${label}`)), vector(content)]);
}
