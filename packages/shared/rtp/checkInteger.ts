/** @throws RangeError If `value` is not an integer from 0 to `most`. */
export function checkInteger(name: string, value: number, most: number): void {
	if (Number.isInteger(value) && value >= 0 && value <= most) return;
	throw new RangeError(`${name} must be an integer from 0 to ${most}, got ${value}`);
}
