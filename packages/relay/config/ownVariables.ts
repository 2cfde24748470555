/**
 * Selects the relay's variables from an environment. Pure.
 *
 * Kubernetes sets variables for each Service, and for one that is called `relay` they begin with `RELAY_`:
 * `RELAY_SERVICE_HOST`, `RELAY_PORT_8090_TCP_ADDR`, even `RELAY_PORT=tcp://10.0.0.1:8090`. Those are ignored.
 */

import type { Environment } from "./readSettings.ts";
import { NAMES, SECRET_PREFIX } from "./settings.ts";

const PREFIX = "RELAY_";
const SERVICE_LINK = /^RELAY_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;
const LINKED_PORT = /^(tcp|udp|sctp):\/\//;

/**
 * @returns The variables that begin with `RELAY_`, without those of Kubernetes.
 * @throws Error For a variable that is not a setting, with the closest setting, but never a value.
 */
export function ownVariables(environment: Environment): Environment {
	const own = Object.entries(environment).filter(([name, value]) => name.startsWith(PREFIX) && !isLink(name, value));
	for (const [name] of own) checkName(name);
	return Object.fromEntries(own);
}

function isLink(name: string, value = ""): boolean {
	return SERVICE_LINK.test(name) || (name.endsWith("_PORT") && LINKED_PORT.test(value));
}

function checkName(name: string): void {
	if (NAMES.some((known) => known === name)) return;
	const isSecret = name.startsWith(SECRET_PREFIX);
	const meant = isSecret
		? nearest(name, 1)
		: (nearest(name, 1) ?? NAMES.find(includesWords(name)) ?? nearest(name, 2));
	if (isSecret && meant === undefined) return;
	const advice = meant === undefined ? "npm run relay -- --help lists them all" : `write ${meant}`;
	throw new Error(`${name} is not a setting of the relay: ${advice}, or remove the variable`);
}

/** Returns the setting closest to `name`, if few letters differ. */
function nearest(name: string, most: number): string | undefined {
	const far = NAMES.map((known) => [known, distance(name, known)] as const);
	const [first] = far.filter(([, letters]) => letters <= most).sort(([, a], [, b]) => a - b);
	return first?.[0];
}

/** Whether a setting has every word of `name`: `RELAY_CERT` of `RELAY_TLS_CERT`. */
function includesWords(name: string): (known: string) => boolean {
	const words = name.split("_");
	return (known) => words.every((word) => known.split("_").includes(word));
}

/** Number of letters to insert, delete or replace (Levenshtein). */
function distance(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (const [done, letter] of [...from].entries()) {
		const next = [done + 1];
		for (const [index, other] of [...to].entries()) {
			const changed = (row[index] ?? 0) + (letter === other ? 0 : 1);
			next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
		}
		row = next;
	}
	return row.at(-1) ?? 0;
}
