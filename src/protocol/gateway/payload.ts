/**
 * A message of the main gateway, decoded.
 * Pure. The commands of a client are in `command`, the bodies of a server in `serverBody`.
 * Source: Discord Docs, "Gateway Events" (v10), "Payload Structure".
 */

/** One decoded message. */
export interface GatewayPayload {
	/** Opcode; one that {@link GatewayOpcode} does not name is handed on too. */
	readonly op: number;
	/** Body; absent where the message says null. */
	readonly d?: unknown;
	/** Sequence of a dispatch. */
	readonly s?: number;
	/** Name of a dispatch's event. */
	readonly t?: string;
}

/** Any message that can be handed on: an object whose `op` is a number. */
export function isGatewayPayload(value: unknown): value is GatewayPayload {
	return typeIs(value, "table") && typeIs((value as { op?: unknown }).op, "number");
}
