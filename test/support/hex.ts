/** Bytes written as hexadecimal digits; spaces count for nothing. */
export function fromHex(digits: string): string {
	return digits.gsub("%s", "")[0].gsub("%x%x", (pair: string) => string.char(tonumber(pair, 16) as number))[0];
}
