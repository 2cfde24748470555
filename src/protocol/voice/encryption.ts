/**
 * How a voice session is encrypted end to end, as reported by the relay that carries DAVE.
 * Pure.
 * Source: docs/relay.md, "End-to-end encryption (DAVE)".
 */

/**
 * - `none`: not encrypted, or no relay carries DAVE for this session.
 * - `pending`: about to be encrypted: alone in the channel, or waiting to be added to the group.
 * - `active`: in the group of this epoch. All members have the same `privacyCode`: 30 digits that people compare over
 *   another channel.
 */
export type Encryption =
	| { readonly kind: "none" }
	| { readonly kind: "pending" }
	| { readonly kind: "active"; readonly epoch: number; readonly privacyCode: string };

export const NO_ENCRYPTION: Encryption = { kind: "none" };
const PENDING: Encryption = { kind: "pending" };

/** Reads the data of a `d` record. Returns undefined if it is malformed, or from a later version. Never errors. */
export function readEncryption(data: unknown): Encryption | undefined {
	if (!typeIs(data, "table")) return undefined;
	const { state, epoch, code } = data as Record<string, unknown>;
	if (state === "none") return NO_ENCRYPTION;
	if (state === "pending") return PENDING;
	if (state !== "active" || !typeIs(epoch, "number") || !typeIs(code, "string")) return undefined;
	return { kind: "active", epoch, privacyCode: code };
}

export function isSameEncryption(one: Encryption, other: Encryption): boolean {
	if (one.kind !== "active" || other.kind !== "active") return one.kind === other.kind;
	return one.epoch === other.epoch && one.privacyCode === other.privacyCode;
}
