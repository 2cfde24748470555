/**
 * How a voice session is encrypted end to end, as whoever carries DAVE for it says.
 * Pure.
 * Source: docs/relay.md, "End-to-end encryption (DAVE)".
 */

/**
 * - `none`: it is not, or nobody carries DAVE for this session.
 * - `pending`: it is to be: alone in the channel, or about to be let in.
 * - `active`: in the group of this epoch. `privacyCode` is the same for all who are in it: 30 digits, to be compared by
 *   people over another channel.
 */
export type Encryption =
	| { readonly kind: "none" }
	| { readonly kind: "pending" }
	| { readonly kind: "active"; readonly epoch: number; readonly privacyCode: string };

export const NO_ENCRYPTION: Encryption = { kind: "none" };
const PENDING: Encryption = { kind: "pending" };

/** Reads the data of a `d` record. Returns undefined if it is none, or of a later version. Never errors. */
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
