/**
 * Headers and subprotocols of a handshake.
 * Pure.
 * Source: RFC 6455, sections 4.1 and 11.3; RFC 9110, section 5.6.2.
 */

/** Maximum number of subprotocols: the limit of a relay. */
const MAX_PROTOCOLS = 8;

/** A token: the name of a header or a subprotocol. */
const TOKEN = "^[%w!#$%%&'*+%-.^_`|~]+$";

/** The value of a header: printable ASCII and tabs. */
const HEADER_VALUE = "^[\t -~]*$";

const PROTOCOL_HEADER = "Sec-WebSocket-Protocol";

/** Finds the chosen subprotocol in the lower-case headers of an answer, with any separator. */
const PROTOCOL_ANSWER = '%f[%w]sec%-websocket%-protocol"?%s*[:=]%s*"?([^%s",]+)';

/** @throws If `protocols` is given, and is not a list of at most 8 different tokens. */
export function assertProtocols(protocols: ReadonlyArray<string> | undefined): void {
	if (protocols === undefined) return;
	assert(typeIs(protocols, "table"), `protocols must be a list of names, got ${typeOf(protocols)}`);
	const count = protocols.size();
	assert(count <= MAX_PROTOCOLS, `protocols must be ${MAX_PROTOCOLS} names at most, got ${count}`);
	const seen = new Set<string>();
	for (const name of protocols) {
		assert(
			isToken(name),
			`a subprotocol must be a token (letters, digits, !#$%&'*+-.^_\`|~), got ${describe(name)}`,
		);
		assert(!seen.has(name), `subprotocol ${name} is named twice`);
		seen.add(name);
	}
}

/** @throws If a header is not allowed in a handshake. The error never shows a value, which may be a secret. */
export function assertHeaders(headers: Readonly<Record<string, string>> | undefined): void {
	if (headers === undefined) return;
	assert(typeIs(headers, "table"), `headers must be a table, got ${typeOf(headers)}`);
	for (const [name, value] of pairs(headers as Record<string, unknown>)) {
		assert(isToken(name), `the name of a header must be a token, got ${describe(name)}`);
		const isValue = typeIs(value, "string") && value.match(HEADER_VALUE)[0] !== undefined;
		assert(isValue, `header ${name} must be printable ASCII text`);
	}
}

/** Returns the headers of a handshake, including one for `protocols`; undefined if there are none. */
export function handshakeHeaders(
	headers: Readonly<Record<string, string>> | undefined,
	protocols: ReadonlyArray<string> | undefined,
): Readonly<Record<string, string>> | undefined {
	if (protocols === undefined || protocols.isEmpty()) return headers;
	return { ...headers, [PROTOCOL_HEADER]: protocols.join(", ") };
}

/** Returns the subprotocol in the headers of an answer, which the engine returns as one text; empty if none. Never errors. */
export function chosenProtocol(headers: unknown, protocols: ReadonlyArray<string> = []): string {
	if (!typeIs(headers, "string")) return "";
	const [chosen] = headers.lower().match(PROTOCOL_ANSWER);
	// A server may only choose a requested name, so its spelling counts.
	return protocols.find((name) => name.lower() === chosen) ?? "";
}

function isToken(value: unknown): value is string {
	return typeIs(value, "string") && value.match(TOKEN)[0] !== undefined;
}

function describe(value: unknown): string {
	return typeIs(value, "string") ? `"${value}"` : typeOf(value);
}
