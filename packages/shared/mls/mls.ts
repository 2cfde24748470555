/**
 * What DAVE version 1 fixes of MLS: numbers, hashes and signatures.
 * Pure, on `node:crypto`.
 * Source: RFC 9420, sections 5.1.2, 5.2, 6 and 17; DAVE protocol, "MLS Parameters".
 */

import { createHash, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { vector } from "./tls.ts";

/** The only DAVE version that there is. */
export const DAVE_VERSION = 1;

export const MLS_VERSION = 1;
/** DHKEMP256_AES128GCM_SHA256_P256. */
export const CIPHER_SUITE = 2;

export const WIRE_FORMAT = { publicMessage: 1 } as const;
export const SENDER = { member: 1, external: 2 } as const;
export const CONTENT = { proposal: 2, commit: 3 } as const;
export const PROPOSAL = { add: 1, remove: 3 } as const;
export const CREDENTIAL = { basic: 1 } as const;

/** What op 27 does with proposals: its first byte. */
export const OPERATION = { append: 0, revoke: 1 } as const;

/** An uncompressed point of P-256: 0x04, then both coordinates. */
export const POINT_SIZE = 65;

/** DER of a public key of P-256, up to its point (RFC 5480). */
const KEY_PREFIX = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");

/** Label of a reference, in full: unlike those of signatures, the RFC writes its version into it. */
type ReferenceLabel = "MLS 1.0 KeyPackage Reference" | "MLS 1.0 Proposal Reference";
type SignatureLabel = "FramedContentTBS" | "LeafNodeTBS" | "KeyPackageTBS";

/** Names a value by its hash (RFC 9420, 5.2). */
export function referenceOf(label: ReferenceLabel, value: Uint8Array): Buffer {
	return createHash("sha256")
		.update(vector(Buffer.from(label)))
		.update(vector(value))
		.digest();
}

export function signWithLabel(key: KeyObject, label: SignatureLabel, content: Uint8Array): Buffer {
	return sign("sha256", signedContent(label, content), key);
}

/** Says whether a signature is right. Never errors: `point` and `signature` may be any bytes. */
export function isSignedWithLabel(
	point: Uint8Array,
	label: SignatureLabel,
	content: Uint8Array,
	signature: Uint8Array,
): boolean {
	const key = publicKeyOf(point);
	return key !== undefined && verify("sha256", signedContent(label, content), key, signature);
}

/** The point of a public key, as MLS writes it. */
export function pointOf(key: KeyObject): Buffer {
	return key.export({ format: "der", type: "spki" }).subarray(KEY_PREFIX.length);
}

function publicKeyOf(point: Uint8Array): KeyObject | undefined {
	if (point.length !== POINT_SIZE) return undefined;
	try {
		return createPublicKey({ key: Buffer.concat([KEY_PREFIX, point]), format: "der", type: "spki" });
	} catch {
		return undefined; // 65 bytes that are no point of the curve
	}
}

function signedContent(label: SignatureLabel, content: Uint8Array): Buffer {
	return Buffer.concat([vector(Buffer.from(`MLS 1.0 ${label}`)), vector(content)]);
}
