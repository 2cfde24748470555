/**
 * The relay's description of a new link, validated.
 * Pure.
 * Source: docs/relay.md, "Making a link".
 */

export interface LinkInfo {
	/** Name of the link, for the path of each request. */
	readonly link: string;
	/** Number of the last accepted up record of the request. */
	readonly ack: number;
	/** Maximum time that a poll is held, in seconds. */
	readonly hold: number;
	/** Seconds without a poll after which the relay ends the link. */
	readonly idle: number;
	/** Maximum size of a body in bytes. */
	readonly maxBody: number;
	readonly features: ReadonlySet<string>;
}

const MILLISECONDS = 1000;

/** Names that a path may contain without encoding. */
const LINK_NAME = "^[%w_.~-]+$";

/** Reads the body of the answer. Returns undefined if it is invalid. Never errors. */
export function readLinkInfo(body: unknown): LinkInfo | undefined {
	if (!typeIs(body, "table")) return undefined;
	const { link, ack, hold_ms, idle_ms, max_body, features } = body as Record<string, unknown>;
	if (!typeIs(link, "string") || link.match(LINK_NAME)[0] === undefined) return undefined;
	if (!isPositive(hold_ms) || !isPositive(idle_ms) || !isPositive(max_body)) return undefined;
	return {
		link,
		ack: typeIs(ack, "number") ? ack : 0,
		hold: hold_ms / MILLISECONDS,
		idle: idle_ms / MILLISECONDS,
		maxBody: max_body,
		features: new Set(typeIs(features, "table") ? (features as Array<string>) : []),
	};
}

function isPositive(value: unknown): value is number {
	return typeIs(value, "number") && value > 0 && value < math.huge;
}
