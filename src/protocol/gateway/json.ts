/**
 * JSON with null, which Discord requires in some fields, and a Luau table cannot hold.
 * Pure: the engine's codec is an argument.
 */

/** Stands for null in messages to send. In received messages, null is an absent field. */
export const NULL: { readonly isNull: true } = { isNull: true };

/** Returns whether `value` is an array in JSON. As in the engine, an empty table is one. */
export function isArray(value: object): value is Array<defined> {
	return (value as Array<defined>)[0] !== undefined || next(value as Map<unknown, unknown>)[0] === undefined;
}

/**
 * Encodes `value` as JSON.
 *
 * @param encodeScalar Encodes text, numbers and booleans; errors for values that JSON cannot hold.
 * @throws What `encodeScalar` throws.
 */
export function encodeNullableJson(value: unknown, encodeScalar: (value: unknown) => string): string {
	if (value === NULL) return "null";
	if (!typeIs(value, "table")) return encodeScalar(value);
	if (isArray(value)) {
		return `[${value.map((item) => encodeNullableJson(item, encodeScalar)).join(",")}]`;
	}
	const parts: Array<string> = [];
	for (const [name, member] of pairs(value as Record<string, unknown>)) {
		assert(typeIs(name, "string"), `a table must have either indices or names, got both: ${name}`);
		parts.push(`${encodeScalar(name)}:${encodeNullableJson(member, encodeScalar)}`);
	}
	return `{${parts.join(",")}}`;
}
