/**
 * The gateway's role in MLS: an external sender with a key, whose proposals the members commit.
 * Needs no MLS state: the signed content contains no group context (RFC 9420, section 6.1), so the group ID and the
 * epoch are enough.
 * Source: RFC 9420, sections 6, 12.1 and 12.1.8; DAVE protocol, "External Sender" and opcodes 25 and 27.
 */

import { generateKeyPairSync, type KeyObject } from "node:crypto";
import {
	CONTENT,
	CREDENTIAL,
	MLS_VERSION,
	OPERATION,
	pointOf,
	PROPOSAL,
	referenceOf,
	SENDER,
	signWithLabel,
	WIRE_FORMAT,
} from "../../shared/mls/mls.ts";
import { u16, u32, u64, u8, vector } from "../../shared/mls/tls.ts";

/** Identifies one epoch of a group. */
export interface GroupEpoch {
	readonly groupId: Buffer;
	/** 0 while the group is not established. */
	readonly epoch: bigint;
}

/** A signed proposal and the reference that commits use for it. */
export interface SignedProposal {
	readonly message: Buffer;
	readonly reference: Buffer;
}

const IDENTITY = Buffer.from("voice-gateway");

export class ExternalSender {
	/** Payload of op 25. */
	public readonly package: Buffer;
	private readonly key: KeyObject;

	public constructor() {
		const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
		this.key = privateKey;
		this.package = Buffer.concat([vector(pointOf(publicKey)), u16(CREDENTIAL.basic), vector(IDENTITY)]);
	}

	/** Proposes adding the owner of a key package. Signatures are random, so references of equal proposals differ. */
	public proposeAdd(at: GroupEpoch, keyPackage: Uint8Array): SignedProposal {
		return this.propose(at, Buffer.concat([u16(PROPOSAL.add), keyPackage]));
	}

	/** Proposes removing the member at `leaf`. */
	public proposeRemove(at: GroupEpoch, leaf: number): SignedProposal {
		return this.propose(at, Buffer.concat([u16(PROPOSAL.remove), u32(leaf)]));
	}

	private propose({ groupId, epoch }: GroupEpoch, proposal: Buffer): SignedProposal {
		const noData = vector();
		// sender index 0: the group has one external sender
		const sender = Buffer.concat([u8(SENDER.external), u32(0)]);
		const content = Buffer.concat([vector(groupId), u64(epoch), sender, noData, u8(CONTENT.proposal), proposal]);
		const format = u16(WIRE_FORMAT.publicMessage);
		const signed = Buffer.concat([u16(MLS_VERSION), format, content]);
		const signature = vector(signWithLabel(this.key, "FramedContentTBS", signed));
		return {
			message: Buffer.concat([signed, signature]),
			// hashes the AuthenticatedContent, which includes the wire format but not the version
			reference: referenceOf("MLS 1.0 Proposal Reference", Buffer.concat([format, content, signature])),
		};
	}
}

/** Payload of an op 27 that appends proposals. */
export function appendPayload(messages: ReadonlyArray<Uint8Array>): Buffer {
	return Buffer.concat([u8(OPERATION.append), vector(...messages)]);
}

/** Payload of an op 27 that revokes proposals. */
export function revokePayload(references: ReadonlyArray<Uint8Array>): Buffer {
	return Buffer.concat([u8(OPERATION.revoke), vector(...references.map((reference) => vector(reference)))]);
}
