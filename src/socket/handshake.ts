/**
 * What a handshake may ask for beyond its URL: headers and subprotocols.
 * Pure.
 * Source: RFC 6455, sections 4.1 and 11.3; RFC 9110, section 5.6.2.
 */

/** Subprotocols that can be asked for at once: as many as a relay takes. */
const MAX_PROTOCOLS = 8;

/** A token: what the name of a header or subprotocol is made of. */
const TOKEN = "^[%w!#$%%&'*+%-.^_`|~]+$";

/** What the value of a header is made of: printable ASCII and tabs. */
const HEADER_VALUE = "^[\t -~]*$";

const PROTOCOL_HEADER = "Sec-WebSocket-Protocol";

/** The same in an answer, whatever its case, and whatever stands between its name and its value. */
const PROTOCOL_ANSWER = '%f[%w]sec%-websocket%-protocol"?%s*[:=]%s*"?([^%s",]+)';

/** @throws If `protocols` is given, and is no list of at most 8 different tokens. */
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

/** @throws If `headers` are given, and one cannot stand in a handshake. A value is never shown: it may be a secret. */
export function assertHeaders(headers: Readonly<Record<string, string>> | undefined): void {
	if (headers === undefined) return;
	assert(typeIs(headers, "table"), `headers must be a table, got ${typeOf(headers)}`);
	for (const [name, value] of pairs(headers as Record<string, unknown>)) {
		assert(isToken(name), `the name of a header must be a token, got ${describe(name)}`);
		const isValue = typeIs(value, "string") && value.match(HEADER_VALUE)[0] !== undefined;
		assert(isValue, `header ${name} must be printable ASCII text`);
	}
}

/** The headers of a handshake that asks for `protocols` too; undefined if there are neither. */
export function handshakeHeaders(
	headers: Readonly<Record<string, string>> | undefined,
	protocols: ReadonlyArray<string> | undefined,
): Readonly<Record<string, string>> | undefined {
	if (protocols === undefined || protocols.isEmpty()) return headers;
	return { ...headers, [PROTOCOL_HEADER]: protocols.join(", ") };
}

/** The subprotocol in the headers of an answer, as the engine gives them in one text; empty if there is none. Never errors. */
export function chosenProtocol(headers: unknown, protocols: ReadonlyArray<string> = []): string {
	if (!typeIs(headers, "string")) return "";
	const [chosen] = headers.lower().match(PROTOCOL_ANSWER);
	// The case is that of the name that was asked for: a server may choose no other.
	return protocols.find((name) => name.lower() === chosen) ?? "";
}

function isToken(value: unknown): value is string {
	return typeIs(value, "string") && value.match(TOKEN)[0] !== undefined;
}

function describe(value: unknown): string {
	return typeIs(value, "string") ? `"${value}"` : typeOf(value);
}
