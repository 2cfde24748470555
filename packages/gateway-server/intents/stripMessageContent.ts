/**
 * Removes fields that require the MESSAGE_CONTENT intent from a dispatch.
 * Pure. Source: Discord Docs, "Message Content Intent", "Message Object" and "Auto Moderation Action Execution".
 */

import { asRecord, hasGuild, listOf } from "./eventData.ts";
import { Intent } from "./Intent.ts";

export interface StripOptions {
	/** Intents from the connection's Identify. */
	readonly intents: number;
	/** Guild of the event, if its data does not name one. */
	readonly guildId?: string | undefined;
	/** Current user of the connection. */
	readonly userId: string;
}

/** What a field is replaced with. */
type Replacement = "empty string" | "empty array" | "omitted";
type Replacements = Readonly<Record<string, Replacement>>;

const MESSAGE_FIELDS: Replacements = {
	content: "empty string",
	embeds: "empty array",
	attachments: "empty array",
	components: "empty array",
	poll: "omitted",
};

const ACTION_FIELDS: Replacements = { content: "empty string", matched_content: "empty string" };

/**
 * Returns the data as a connection without MESSAGE_CONTENT receives it: `data` itself if nothing has to be removed,
 * otherwise a copy. Never throws, and never changes `data`.
 *
 * A replied-to message (`referenced_message`) is judged on its own. Forwarded messages (`message_snapshots`) are kept:
 * the docs do not cover them.
 */
export function stripMessageContent(event: string, data: unknown, options: StripOptions): unknown {
	if ((options.intents & Intent.MessageContent) !== 0) return data;
	switch (event) {
		case "MESSAGE_CREATE":
		case "MESSAGE_UPDATE":
			return hasGuild(data, options.guildId) ? stripMessage(data, options.userId) : data;
		case "AUTO_MODERATION_ACTION_EXECUTION":
			return replaceFields(data, ACTION_FIELDS);
		default:
			return data;
	}
}

function stripMessage(message: unknown, userId: string): unknown {
	const stripped = isReadable(message, userId) ? message : replaceFields(message, MESSAGE_FIELDS);
	const answered = asRecord(message).referenced_message;
	if (isReadable(answered, userId)) return stripped;
	const strippedAnswered = replaceFields(answered, MESSAGE_FIELDS);
	if (strippedAnswered === answered) return stripped;
	return { ...asRecord(stripped), referenced_message: strippedAnswered };
}

/** Returns whether an app may read a guild message without the intent: it is the author or is mentioned. */
function isReadable(message: unknown, userId: string): boolean {
	const { author, mentions } = asRecord(message);
	return asRecord(author).id === userId || listOf(mentions).some((user) => asRecord(user).id === userId);
}

/** Copies `data` with its fields replaced. Returns `data` itself if all of them are absent or empty. */
function replaceFields(data: unknown, replacements: Replacements): unknown {
	const fields = asRecord(data);
	const filled = Object.entries(replacements).filter(([name]) => !isEmpty(fields[name]));
	if (filled.length === 0) return data;
	const copy = { ...fields };
	for (const [name, replacement] of filled) {
		if (replacement === "omitted") delete copy[name];
		else copy[name] = replacement === "empty string" ? "" : [];
	}
	return copy;
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
