/**
 * Which events a session gets, and with which fields: what its intents decide.
 * Pure.
 * Source: Discord Docs, "Gateway Intents".
 */

/** A session, as far as intents are concerned. */
export interface Viewer {
	readonly intents: number;
	readonly userId: string;
}

export interface EventFilter {
	isEventAllowed(event: string, data: unknown, viewer: Viewer & { readonly guildId?: string }): boolean;
	/** Returns `data` itself or a copy without what the viewer may not see. */
	stripMessageContent(event: string, data: unknown, viewer: Viewer): unknown;
}

/** Every bit that means something. */
export const ALL_INTENTS = 53_608_447;

/** Bits that Discord grants to approved applications alone. */
export const PRIVILEGED_INTENTS = 33_026;

/** Lets everything through, unchanged. */
export const EVENT_FILTER: EventFilter = {
	isEventAllowed: () => true,
	stripMessageContent: (_event, data) => data,
};
