/**
 * Codes with which the relay refuses a request or an up record. The relay uses the same tables under Node.
 * Pure.
 * Source: docs/relay.md, "What a client does", "Secrets", and the table of `e` codes.
 */

/**
 * What a client does after a refused request.
 *
 * - `retry`: treats the answer as lost: sends the same records again, with a growing delay.
 * - `wait`: sends the same request again after the time that the relay names.
 * - `gap`: sends again from the record that the relay expects.
 * - `shrink`: sends fewer records in one body.
 * - `leave`: makes a new link, with another relay or later: this one is about to end.
 * - `gone`: drops the link and its sockets: the relay has ended them.
 * - `refused`: stops: only the owner can fix the cause.
 */
export type RelayAction = "retry" | "wait" | "gap" | "shrink" | "leave" | "gone" | "refused";

/** Refusals of requests: the HTTP status of each code, and what the client does. */
export const REFUSALS = {
	bad_request: { status: 400, action: "refused" },
	bad_version: { status: 400, action: "refused" },
	bad_ack: { status: 400, action: "refused" },
	bad_secret: { status: 400, action: "refused" },
	secret_unknown: { status: 400, action: "refused" },
	unauthorized: { status: 401, action: "refused" },
	place_not_allowed: { status: 403, action: "refused" },
	secret_not_allowed: { status: 403, action: "refused" },
	link_unknown: { status: 404, action: "gone" },
	not_found: { status: 404, action: "refused" },
	request_timeout: { status: 408, action: "retry" },
	up_gap: { status: 409, action: "gap" },
	too_large: { status: 413, action: "shrink" },
	unsupported_media_type: { status: 415, action: "refused" },
	expectation_failed: { status: 417, action: "refused" },
	rate_limited: { status: 429, action: "wait" },
	discord_rate_limited: { status: 429, action: "wait" },
	head_too_large: { status: 431, action: "refused" },
	internal: { status: 500, action: "retry" },
	discord_status: { status: 502, action: "retry" },
	discord_unreachable: { status: 502, action: "retry" },
	draining: { status: 503, action: "leave" },
	overloaded: { status: 503, action: "wait" },
	discord_timeout: { status: 504, action: "retry" },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly action: RelayAction }>>;

/** Faults of up records: whether each ends its socket. `open`: only if the record was to open it. */
export const RECORD_FAULTS = {
	bad_record: "open",
	bad_url: true,
	host_not_allowed: true,
	header_not_allowed: true,
	dns_failed: true,
	address_not_allowed: true,
	connect_failed: true,
	open_timeout: true,
	aborted: true,
	overflow: true,
	too_many_sockets: true,
	rate_limited: true,
	draining: true,
	socket_in_use: false,
	not_open: false,
	secret_unknown: "open",
	secret_not_allowed: "open",
	no_bots: true,
	bot_unknown: true,
	grant_missing: true,
	too_many_rooms: true,
	guild_unknown: true,
	channel_unknown: true,
	not_a_voice_channel: true,
	permission_missing: true,
	channel_full: true,
	bot_stopped: true,
	discord_unreachable: true,
} as const satisfies Readonly<Record<string, boolean | "open">>;

export type RefusalCode = keyof typeof REFUSALS;
export type RecordFaultCode = keyof typeof RECORD_FAULTS;
