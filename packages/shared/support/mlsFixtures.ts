/**
 * Hand-written MLS messages of a client: valid ones, and ones with a single fault.
 * Tags and secrets are fake, because a gateway cannot check them. Layouts: RFC 9420, sections 7.2, 10 and 12.4.
 */

import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { pointOf, signWithLabel } from "../mls/mls.ts";
import { snowflakeBytes } from "../mls/snowflake.ts";
import { u16, u32, u64, u8, vector } from "../mls/tls.ts";

export const GROUP_ID = snowflakeBytes("127121515262115840");

/** A client's key. */
export interface Signer {
	readonly userId: string;
	readonly key: KeyObject;
	readonly point: Buffer;
}

export interface KeyPackageChanges {
	readonly version?: number;
	readonly cipherSuite?: number;
	readonly credentialType?: number;
	readonly userId?: string;
	readonly source?: "keyPackage" | "update" | "commit";
	readonly notBefore?: bigint;
	readonly notAfter?: bigint;
	readonly point?: Buffer;
	readonly leafSigner?: KeyObject;
	readonly signer?: KeyObject;
	readonly tail?: Buffer;
}

export interface CommitChanges {
	readonly groupId?: Buffer;
	readonly epoch?: bigint;
	readonly senderType?: number;
	readonly sender?: number;
	readonly contentType?: number;
	readonly references?: ReadonlyArray<Buffer>;
	/** Marks the proposals as inline. */
	readonly inline?: boolean;
	readonly path?: Buffer;
	/** References of the key packages in the Welcome; no Welcome if absent. */
	readonly welcomed?: ReadonlyArray<Buffer>;
	readonly welcomeSuite?: number;
	readonly tail?: Buffer;
}

const FOREVER = 2n ** 64n - 1n;
const SOURCES = { keyPackage: 1, update: 2, commit: 3 } as const;

export function makeSigner(userId: string): Signer {
	const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	return { userId, key: privateKey, point: pointOf(publicKey) };
}

/** Creates a key package of `signer`. */
export function makeKeyPackage(signer: Signer, changes: KeyPackageChanges = {}): Buffer {
	const leafNode = makeLeafNode(signer, changes);
	const content = Buffer.concat([
		u16(changes.version ?? 1),
		u16(changes.cipherSuite ?? 2),
		vector(makeSigner("1").point),
		leafNode,
		vector(),
	]);
	const signature = signWithLabel(changes.signer ?? signer.key, "KeyPackageTBS", content);
	return Buffer.concat([content, vector(signature), changes.tail ?? Buffer.alloc(0)]);
}

/** Creates a leaf node; `place` is its leaf index, which is included in the signature. */
export function makeLeafNode(signer: Signer, changes: KeyPackageChanges = {}, place?: number): Buffer {
	const { source = "keyPackage" } = changes;
	const capabilities = [vector(u16(1)), vector(u16(2)), vector(), vector(), vector(u16(1))];
	const lifetime = Buffer.concat([u64(changes.notBefore ?? 0n), u64(changes.notAfter ?? FOREVER)]);
	const bySource = { keyPackage: lifetime, update: Buffer.alloc(0), commit: vector(Buffer.alloc(32)) };
	const content = Buffer.concat([
		vector(makeSigner("1").point),
		vector(changes.point ?? signer.point),
		u16(changes.credentialType ?? 1),
		vector(snowflakeBytes(changes.userId ?? signer.userId)),
		...capabilities,
		u8(SOURCES[source]),
		bySource[source],
		vector(),
	]);
	const signed = place === undefined ? content : Buffer.concat([content, vector(GROUP_ID), u32(place)]);
	const signature = signWithLabel(changes.leafSigner ?? signer.key, "LeafNodeTBS", signed);
	return Buffer.concat([content, vector(signature)]);
}

/** Creates the path of a commit by the member at `leaf`. */
export function makePath(signer: Signer, leaf: number, changes: KeyPackageChanges = {}): Buffer {
	return Buffer.concat([makeLeafNode(signer, { source: "commit", ...changes }, leaf), vector(Buffer.alloc(100))]);
}

/** Creates the payload of an op 28. */
export function makeCommit(changes: CommitChanges = {}): Buffer {
	const references = (changes.references ?? []).map((reference) =>
		Buffer.concat([u8(changes.inline === true ? 1 : 2), vector(reference)]),
	);
	return Buffer.concat([
		u16(1),
		u16(1),
		vector(changes.groupId ?? GROUP_ID),
		u64(changes.epoch ?? 0n),
		u8(changes.senderType ?? 1),
		u32(changes.sender ?? 0),
		vector(),
		u8(changes.contentType ?? 3),
		vector(...references),
		changes.path === undefined ? u8(0) : Buffer.concat([u8(1), changes.path]),
		vector(Buffer.alloc(70)),
		vector(Buffer.alloc(32)),
		vector(Buffer.alloc(32)),
		changes.welcomed === undefined ? Buffer.alloc(0) : makeWelcome(changes.welcomed, changes.welcomeSuite),
		changes.tail ?? Buffer.alloc(0),
	]);
}

/** Creates a Welcome. The secrets of each new member contain its key package reference. */
export function makeWelcome(newMembers: ReadonlyArray<Buffer>, cipherSuite = 2): Buffer {
	const secrets = newMembers.map((reference) =>
		Buffer.concat([vector(reference), vector(Buffer.alloc(65)), vector(Buffer.from("secret of "), reference)]),
	);
	return Buffer.concat([u16(cipherSuite), vector(...secrets), vector(Buffer.from("group info"))]);
}
