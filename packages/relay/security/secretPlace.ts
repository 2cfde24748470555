/**
 * Where a secret may stand in a client's messages: `2:d.token` is the value of `token` in the `d` of a JSON message whose
 * `op` is 2; `auth.token` is a value of a JSON message whatever its `op` is; `header:authorization` is a header.
 * Pure. Source: docs/relay.md, "Secrets".
 */

import type { JsonLocation } from "./findInJson.ts";

export type SecretPlace =
	| { readonly kind: "header"; readonly text: string; readonly header: string }
	| {
			readonly kind: "json";
			readonly text: string;
			/** `undefined`: any, or none. */
			readonly op: string | undefined;
			readonly path: ReadonlyArray<string>;
	  };

const HEADER = /^header:([a-z0-9-]{1,64})$/i;
const JSON_VALUE = /^(?:(0|[1-9][0-9]{0,8}):)?([a-z0-9_-]{1,64}(?:\.[a-z0-9_-]{1,64}){0,7})$/i;

/** Discord's Identify and Resume: everything else in a message may come back to the client. */
const USUAL = ["2:d.token", "6:d.token"];

/** Default places of a secret. */
export const USUAL_PLACES: ReadonlyArray<SecretPlace> = USUAL.map(
	(text): SecretPlace => readSecretPlace(text) as SecretPlace,
);

/** @returns `undefined` if `text` is not a place. */
export function readSecretPlace(text: string): SecretPlace | undefined {
	const header = HEADER.exec(text)?.[1];
	if (header !== undefined) return { kind: "header", text, header: header.toLowerCase() };
	const [, op, path] = JSON_VALUE.exec(text) ?? [];
	return path === undefined ? undefined : { kind: "json", text, op, path: path.split(".") };
}

export function isAtHeader(place: SecretPlace, header: string): boolean {
	return place.kind === "header" && place.header === header;
}

export function isAtValue(place: SecretPlace, { path, op }: JsonLocation): boolean {
	if (place.kind !== "json" || (place.op !== undefined && place.op !== op)) return false;
	return place.path.length === path.length && place.path.every((key, index) => key === path[index]);
}
