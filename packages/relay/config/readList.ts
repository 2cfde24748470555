/** Parts of `text` between separators, without the spaces around them; empty ones are left out. Pure. */
export function readList(text: string, separator = ","): ReadonlyArray<string> {
	return text
		.split(separator)
		.map((part) => part.trim())
		.filter((part) => part !== "");
}
