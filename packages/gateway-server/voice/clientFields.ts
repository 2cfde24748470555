/**
 * Payloads of voice clients: field tables and validation.
 * Pure. Never throws. A complaint names the field and the type of the value, but never the value, which may be a token.
 * Source: Discord Docs, "Voice Connections"; for undocumented client payloads see
 * `packages/gateway-server/support/voiceClients.ts`.
 */

export interface FieldRule {
	readonly expected: string;
	/** Whether the field may be absent or null. @default false */
	readonly isOptional?: true;
	/** Whether the number must be written as digits only in the JSON text. @default false */
	readonly isPlainInteger?: true;
	accepts(value: unknown): boolean;
	/** Converts an accepted value to the form that handlers expect. @default unchanged */
	read?(value: unknown): unknown;
}

/** Rules by field name. Unlisted fields are accepted, as on Discord. */
export type FieldTable = Readonly<Record<string, FieldRule>>;

const isInteger = (lowest: number, highest: number) => (value: unknown) =>
	Number.isInteger(value) && (value as number) >= lowest && (value as number) <= highest;

const TEXT: FieldRule = {
	expected: "a non-empty string",
	accepts: (value) => typeof value === "string" && value !== "",
};

/** A snowflake, as a string or a JSON integer: Discord.Net, DSharpPlus, nostrum and discordrb send integers. */
export const ID: FieldRule = {
	expected: "an id",
	accepts: (value) =>
		TEXT.accepts(value) ||
		((typeof value === "bigint" || Number.isSafeInteger(value)) && (value as number | bigint) >= 0),
	read: String,
};

/** Discord rejects nonces that are strings or floats (interactions.py #1726), or written like floats: 1.0, 1e12. */
const NONCE: FieldRule = {
	expected: "an integer below 2^53",
	isPlainInteger: true,
	accepts: (value) => Number.isSafeInteger(value),
};

const SEQUENCE: FieldRule = {
	expected: "an integer from -1 to 65535",
	isOptional: true,
	isPlainInteger: true,
	accepts: isInteger(-1, 65_535),
};

export const IDENTIFY_FIELDS: FieldTable = {
	server_id: ID,
	user_id: ID,
	session_id: TEXT,
	token: TEXT,
	max_dave_protocol_version: {
		expected: "an integer from 0 to 65535",
		isOptional: true,
		accepts: isInteger(0, 65_535),
	},
};

export const RESUME_FIELDS: FieldTable = { server_id: ID, session_id: TEXT, token: TEXT, seq_ack: SEQUENCE };

export const HEARTBEAT_FIELDS: FieldTable = { t: NONCE, seq_ack: SEQUENCE };

const ADDRESS_FIELDS: FieldTable = {
	address: TEXT,
	port: { expected: "an integer from 0 to 65535", accepts: isInteger(0, 65_535) },
	mode: TEXT,
};

export const SELECT_PROTOCOL_FIELDS: FieldTable = {
	protocol: TEXT,
	data: {
		expected: "an object with address, port and mode",
		accepts: (value) => payloadComplaint(ADDRESS_FIELDS, value, "") === undefined,
	},
};

export const SPEAKING_FIELDS: FieldTable = {
	// a boolean until version 3; Discord.Net, DSharpPlus, Discord4J, discordgo and eris still send it
	speaking: {
		expected: "an integer from 0 to 255, or a boolean",
		accepts: (value) => typeof value === "boolean" || isInteger(0, 255)(value),
		read: Number,
	},
	delay: { expected: "a non-negative integer", isOptional: true, accepts: isInteger(0, 2 ** 32 - 1) },
	// omitted by Pycord, discordrb, Discord.Net and discordgo: the server knows it
	ssrc: { expected: "an integer from 0 to 4294967295", isOptional: true, accepts: isInteger(0, 2 ** 32 - 1) },
};

export const TRANSITION_FIELDS: FieldTable = {
	transition_id: { expected: "an integer from 0 to 65535", accepts: isInteger(0, 65_535) },
};

/**
 * Returns what is wrong with the payload `d`; `undefined` if it is valid.
 *
 * @param text JSON text that `d` was parsed from.
 */
export function payloadComplaint(fields: FieldTable, d: unknown, text: string): string | undefined {
	if (typeof d !== "object" || d === null || Array.isArray(d)) return `d must be an object, got ${kindOf(d)}`;
	for (const [name, rule] of Object.entries(fields)) {
		const value: unknown = (d as Record<string, unknown>)[name];
		if (rule.isOptional && (value === undefined || value === null)) continue;
		if (!rule.accepts(value)) return `${name} must be ${rule.expected}, got ${kindOf(value)}`;
		if (rule.isPlainInteger && !isWrittenPlainly(name, value as number, text)) {
			return `${name} must be written without a fraction or exponent`;
		}
	}
	return undefined;
}

/** Bounds of a bare nonce: 64 bits, signed or unsigned. */
const LOWEST_NONCE = -(2n ** 63n);
const HIGHEST_NONCE = 2n ** 64n - 1n;

/** Returns what is wrong with a bare nonce (below version 8); `undefined` if it is valid. */
export function bareNonceComplaint(d: unknown, text: string): string | undefined {
	if (typeof d === "bigint" && d >= LOWEST_NONCE && d <= HIGHEST_NONCE) return undefined;
	if (!Number.isSafeInteger(d)) return `d must be an integer of at most 64 bits, got ${kindOf(d)}`;
	return isWrittenPlainly("d", d as number, text) ? undefined : "d must be written without a fraction or exponent";
}

/** Converts the fields of a valid payload to the form that handlers expect. */
export function readPayload(fields: FieldTable, d: unknown): object {
	const read = Object.entries(fields).flatMap(([name, rule]) => {
		const value: unknown = (d as Record<string, unknown>)[name];
		return rule.read === undefined || value === undefined || value === null ? [] : [[name, rule.read(value)]];
	});
	return { ...(d as object), ...(Object.fromEntries(read) as object) };
}

/** Returns whether the JSON `text` contains the key `name` with this integer, written as digits only. */
function isWrittenPlainly(name: string, value: number, text: string): boolean {
	const written = text.matchAll(new RegExp(`"${name}"\\s*:\\s*(-?\\d+)(?![\\d.eE])`, "g"));
	return [...written].some(([, digits]) => Number(digits) === value);
}

function kindOf(value: unknown): string {
	if (value === undefined) return "nothing";
	if (value === null) return "null";
	if (Array.isArray(value)) return "an array";
	if (typeof value === "bigint") return "an integer";
	if (typeof value === "number") return Number.isInteger(value) ? "an integer" : "a float";
	return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
