/**
 * Secrets that clients name and never see: `${secret:bot}` in a text becomes its value, for hosts it is bound to.
 * Pure. Source: docs/relay.md, "Secrets".
 */

import { RecordFault } from "../link/RecordFault.ts";
import { matchesHost, type HostPattern } from "./hostPattern.ts";

const PLACEHOLDER = /\$\{secret:([a-z0-9_-]{1,32})\}/g;
const NAME = /^[a-z0-9_-]{1,32}$/;
/** Fits in JSON text as it is, and in a header. */
const VALUE = /^[\x21\x23-\x5b\x5d-\x7e]{1,1024}$/;

/** `host:port` of an insecure target, or a pattern of hosts. */
export type SecretHost = { readonly endpoint: string } | HostPattern;

/** What a secret would go to. */
export interface Destination {
	readonly host: string;
	readonly port: number;
	readonly isInsecure: boolean;
}

export function isSecretName(name: string): boolean {
	return NAME.test(name);
}

export function isSecretValue(value: string): boolean {
	return VALUE.test(value);
}

/** Which hosts each secret may go to. */
export interface SecretBindings {
	readonly byName: ReadonlyMap<string, ReadonlyArray<SecretHost>>;
	/** For names that have none of their own. */
	readonly usual: ReadonlyArray<SecretHost>;
}

export class Secrets {
	/** Never part of JSON or of a log line. */
	readonly #values: ReadonlyMap<string, string>;

	public constructor(
		values: ReadonlyMap<string, string>,
		private readonly bindings: SecretBindings,
	) {
		this.#values = values;
	}

	/** The same, with values that come before those that are there. */
	public with(values: ReadonlyMap<string, string>): Secrets {
		if (values.size === 0) return this;
		return new Secrets(new Map([...this.#values, ...values]), this.bindings);
	}

	/** Fills in every placeholder. @throws RecordFault `secret_unknown` or `secret_not_allowed` */
	public fill(text: string, destination: Destination): string {
		if (!text.includes("${secret:")) return text;
		// a function, since "$" in a replacement means something
		return text.replace(PLACEHOLDER, (_, name: string) => this.value(name, destination));
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

	private isBound(name: string, { host, port, isInsecure }: Destination): boolean {
		return (this.bindings.byName.get(name) ?? this.bindings.usual).some((bound) =>
			"endpoint" in bound ? bound.endpoint === `${host}:${port}` : !isInsecure && matchesHost(bound, host),
		);
	}
}
