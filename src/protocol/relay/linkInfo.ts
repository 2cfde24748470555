/**
 * What the relay says of a link that it has made, checked.
 * Pure.
 * Source: docs/relay.md, "Making a link".
 */

export interface LinkInfo {
	/** Its name, in the path of each request. */
	readonly link: string;
	/** Last up record that came with the request and was accepted. */
	readonly ack: number;
	/** Seconds that a poll is held at most. */
	readonly hold: number;
	/** Seconds without a poll after which the relay ends the link. */
	readonly idle: number;
	/** Bytes of a body at most. */
	readonly maxBody: number;
	readonly features: ReadonlySet<string>;
}

const MILLISECONDS = 1000;

/** What may stand in a path as it is. */
const LINK_NAME = "^[%w_.~-]+$";

/** Reads the body of the answer. Returns undefined if it is not one. Never errors. */
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
