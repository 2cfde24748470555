/**
 * Gateway intents: which dispatches a connection receives, and which fields are removed from them.
 * Pure. Source: Discord Docs, "Gateway Intents" (gateway v10).
 */

export { isEventAllowed, type EventOptions } from "./isEventAllowed.ts";
export { ALL_INTENTS, Intent, PRIVILEGED_INTENTS, UNDOCUMENTED_INTENTS, UNPRIVILEGED_INTENTS } from "./Intent.ts";
export { stripMessageContent, type StripOptions } from "./stripMessageContent.ts";
