/**
 * Secrets that clients name and never see. `${secret:bot}` becomes the value of `bot` only for its hosts, and
 * only as the whole of one of its places: what stands anywhere else, a far server may send back to the client.
 * Pure. Source: docs/relay.md, "Secrets".
 */

import { RecordFault } from "../link/RecordFault.ts";
import { findInJson } from "./findInJson.ts";
import { matchesHost, type HostPattern } from "./hostPattern.ts";
import { isAtHeader, isAtValue, type SecretPlace } from "./secretPlace.ts";

const PLACEHOLDER = /\$\{secret:([a-z0-9_-]{1,32})\}/;
const PREFIX = "${secret:";
const NAME = /^[a-z0-9_-]{1,32}$/;
/** Fits in JSON text as it is, and in a header. */
const VALUE = /^[\x21\x23-\x5b\x5d-\x7e]{1,1024}$/;
/** Characters of a message with a placeholder: an Identify has a few hundred. */
const MAX_TEXT_LENGTH = 16_384;

/** `host:port` of an insecure target, or a pattern of hosts. */
export type SecretHost = { readonly endpoint: string } | HostPattern;

/** Destination of a secret. */
export interface Destination {
	readonly host: string;
	readonly port: number;
	readonly isInsecure: boolean;
}

/** A list for each secret that has one of its own, and one for all others. */
export interface PerSecret<Item> {
	readonly byName: ReadonlyMap<string, ReadonlyArray<Item>>;
	readonly usual: ReadonlyArray<Item>;
}

/** Which hosts each secret may go to, and where in a message or in the headers it may stand. */
export interface SecretRules {
	readonly hosts: PerSecret<SecretHost>;
	readonly places: PerSecret<SecretPlace>;
}

/** A placeholder in a text. */
interface Placeholder {
	readonly name: string;
	readonly start: number;
	readonly end: number;
	/** Whether it is the only placeholder in the text. */
	readonly isOnly: boolean;
}

export function isSecretName(name: string): boolean {
	return NAME.test(name);
}

export function isSecretValue(value: string): boolean {
	return VALUE.test(value);
}

export class Secrets {
	/** Never part of JSON or of a log line. */
	readonly #values: ReadonlyMap<string, string>;

	public constructor(
		values: ReadonlyMap<string, string>,
		private readonly rules: SecretRules,
	) {
		this.#values = values;
	}

	/** Returns a copy with values that override the existing ones. */
	public with(values: ReadonlyMap<string, string>): Secrets {
		if (values.size === 0) return this;
		return new Secrets(new Map([...this.#values, ...values]), this.rules);
	}

	/**
	 * Replaces the placeholder of a message, if any.
	 *
	 * @throws RecordFault `secret_unknown`, or `secret_not_allowed` if it is not for this host or not alone in its place
	 */
	public fillText(text: string, destination: Destination): string {
		const placeholder = findPlaceholder(text);
		if (placeholder === undefined) return text;
		const { name, start, end } = placeholder;
		const value = this.value(name, destination);
		if (!this.isInPlace(text, placeholder)) throw this.misplaced(name, destination);
		return text.slice(0, start) + value + text.slice(end);
	}

	/** Fills in headers whose whole value is a placeholder; names are in lower case. @throws RecordFault As fillText */
	public fillHeaders(
		headers: Readonly<Record<string, string>>,
		destination: Destination,
	): Readonly<Record<string, string>> {
		const filled = Object.entries(headers).map(([header, text]): [string, string] => {
			const placeholder = findPlaceholder(text);
			if (placeholder === undefined) return [header, text];
			const { name, start, end } = placeholder;
			const value = this.value(name, destination);
			const isWhole = start === 0 && end === text.length;
			const isPlace = this.placesOf(name).some((place) => isAtHeader(place, header));
			if (!isWhole || !isPlace) throw this.misplaced(name, destination);
			return [header, value];
		});
		return Object.fromEntries(filled);
	}

	/** Checks a keep-alive text: no service wants a secret in each heartbeat. @throws RecordFault `secret_not_allowed` */
	public forbid(text: string, { host }: Destination): void {
		const secret = findPlaceholder(text)?.name;
		if (secret === undefined) return;
		throw new RecordFault("secret_not_allowed", `secret ${secret} may not be in a keep-alive`, { secret, host });
	}

	/** @throws RecordFault `secret_unknown` or `secret_not_allowed` */
	public value(name: string, destination: Destination): string {
		const value = this.#values.get(name);
		if (value === undefined) {
			throw new RecordFault("secret_unknown", `no secret is called ${name}`, { secret: name });
		}
		if (!this.isBound(name, destination)) {
			const { host } = destination;
			const message = `secret ${name} is not for ${host} (RELAY_SECRET_HOSTS)`;
			throw new RecordFault("secret_not_allowed", message, { secret: name, host });
		}
		return value;
	}

	private isInPlace(text: string, { name, start, end, isOnly }: Placeholder): boolean {
		const isQuoted = text[start - 1] === '"' && text[end] === '"';
		if (!isOnly || !isQuoted || text.length > MAX_TEXT_LENGTH) return false;
		const location = findInJson(text, start - 1);
		return location !== undefined && this.placesOf(name).some((place) => isAtValue(place, location));
	}

	private misplaced(name: string, { host }: Destination): RecordFault {
		const places = this.placesOf(name).map(({ text }) => text);
		const message = `secret ${name} may only be the whole of ${places.join(" or ")} (RELAY_SECRET_PLACES)`;
		return new RecordFault("secret_not_allowed", message, { secret: name, host });
	}

	private placesOf(name: string): ReadonlyArray<SecretPlace> {
		const { byName, usual } = this.rules.places;
		return byName.get(name) ?? usual;
	}

	private isBound(name: string, { host, port, isInsecure }: Destination): boolean {
		const { byName, usual } = this.rules.hosts;
		return (byName.get(name) ?? usual).some((bound) =>
			"endpoint" in bound ? bound.endpoint === `${host}:${port}` : !isInsecure && matchesHost(bound, host),
		);
	}
}

/** @returns The first placeholder, if any. */
function findPlaceholder(text: string): Placeholder | undefined {
	// a search for plain text is far faster, and most messages hold none
	const match = text.includes(PREFIX) ? PLACEHOLDER.exec(text) : null;
	if (match === null) return undefined;
	const [whole, name = ""] = match;
	const end = match.index + whole.length;
	return { name, start: match.index, end, isOnly: !PLACEHOLDER.test(text.slice(end)) };
}
