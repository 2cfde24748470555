/** Returns whether two values are deeply equal. */
export function isSame(left: unknown, right: unknown): boolean {
	if (!typeIs(left, "table") || !typeIs(right, "table")) return left === right;
	const [first, second] = [left as Record<string, unknown>, right as Record<string, unknown>];
	for (const [name, value] of pairs(first)) if (!isSame(value, second[name])) return false;
	for (const [name] of pairs(second)) if (first[name] === undefined) return false;
	return true;
}
