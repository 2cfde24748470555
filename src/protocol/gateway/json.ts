/**
 * JSON with null, which no Luau table can hold, and Discord asks for in places.
 * Pure: the engine's codec comes in as an argument.
 */

/** Stands for null in what is sent; in what is received, null is an absent field. */
export const NULL: { readonly isNull: true } = { isNull: true };

/** Says whether `value` would be an array in JSON: an empty table is one, as the engine has it. */
export function isArray(value: object): value is Array<defined> {
	return (value as Array<defined>)[0] !== undefined || next(value as Map<unknown, unknown>)[0] === undefined;
}

/**
 * Writes `value` as JSON.
 *
 * @param encodeScalar Writes text, numbers and booleans; errors on what JSON cannot hold.
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
