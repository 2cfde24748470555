/**
 * A message of the main gateway, decoded.
 * Pure. The commands of a client are in `command`, the bodies of a server in `serverBody`.
 * Source: Discord Docs, "Gateway Events" (v10), "Payload Structure".
 */

/** One decoded message. */
export interface GatewayPayload {
	/** Opcode, which may be missing from {@link GatewayOpcode}. */
	readonly op: number;
	/** Body; absent if it is null. */
	readonly d?: unknown;
	/** Sequence of a dispatch. */
	readonly s?: number;
	/** Event name of a dispatch. */
	readonly t?: string;
}

/** Returns whether `value` is a message: an object whose `op` is a number. */
export function isGatewayPayload(value: unknown): value is GatewayPayload {
	return typeIs(value, "table") && typeIs((value as { op?: unknown }).op, "number");
}
