/**
 * Welcomes: they let new members into the group. A committer writes one for all; each member gets its part (op 30).
 * Pure. Not wrapped in an MLSMessage.
 * Source: RFC 9420, section 12.4.3.1; DAVE protocol, opcode 30.
 */

import { CIPHER_SUITE } from "../../shared/mls/mls.ts";
import { u16, vector } from "../../shared/mls/tls.ts";
import type { TlsReader } from "../../shared/mls/TlsReader.ts";

export interface Welcome {
	readonly secrets: ReadonlyArray<GroupSecrets>;
	readonly encryptedGroupInfo: Buffer;
}

/** Group secrets, encrypted for one new member. */
export interface GroupSecrets {
	/** Reference of the member's key package. */
	readonly newMember: Buffer;
	/** The complete entry, as it was sent. */
	readonly bytes: Buffer;
}

/** @throws MalformedError */
export function readWelcome(reader: TlsReader): Welcome {
	reader.expectU16(CIPHER_SUITE, "cipher suite of the Welcome");
	const secrets = reader.list(readSecrets);
	return { secrets, encryptedGroupInfo: reader.vector() };
}

function readSecrets(reader: TlsReader): GroupSecrets {
	const from = reader.position;
	const newMember = reader.vector();
	reader.vector(); // KEM output
	reader.vector(); // ciphertext
	return { newMember, bytes: reader.since(from) };
}

/** Reduces a Welcome to the part for the member with this key package reference. */
export function welcomeFor(welcome: Welcome, newMember: Buffer): Buffer {
	const own = welcome.secrets.filter((secrets) => secrets.newMember.equals(newMember)).map(({ bytes }) => bytes);
	return Buffer.concat([u16(CIPHER_SUITE), vector(...own), vector(welcome.encryptedGroupInfo)]);
}
