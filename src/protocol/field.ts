/**
 * Members of a value from a peer: `undefined` if missing or of another type.
 * Pure. Never errors, whatever it is given.
 */

/** Null of JSON under Node is undefined here, as in Luau. */
export function field(body: unknown, name: string): unknown {
	return typeIs(body, "table") ? ((body as Record<string, unknown>)[name] ?? undefined) : undefined;
}

export function textField(body: unknown, name: string): string | undefined {
	const value = field(body, name);
	return typeIs(value, "string") ? value : undefined;
}

/** A finite number. */
export function numberField(body: unknown, name: string): number | undefined {
	const value = field(body, name);
	return typeIs(value, "number") && math.abs(value) < math.huge ? value : undefined;
}

/** The elements of a list that are of `kind`. Undefined if there is no list. */
export function listField<Kind extends "string" | "number">(
	body: unknown,
	name: string,
	kind: Kind,
): Array<CheckableTypes[Kind]> | undefined {
	const list = field(body, name);
	if (!typeIs(list, "table")) return undefined;
	const kept: Array<CheckableTypes[Kind]> = [];
	for (const [, value] of pairs(list as Record<number, unknown>)) if (typeIs(value, kind)) kept.push(value);
	return kept;
}
