/**
 * Patterns of Luau as regular expressions, as far as `src/protocol/` uses them: classes, sets, captures and greedy repetition.
 * Pure.
 * Source: Luau, "Library", string: "Patterns".
 */

/** Classes, without the brackets of a set. */
const CLASSES: Readonly<Record<string, string>> = { a: "A-Za-z", d: "0-9", s: "\\t-\\r ", w: "A-Za-z0-9" };

/** Characters that regular expressions treat differently outside a set. */
const SPECIAL = /[\\{}|]/;

const compiled = new Map<string, RegExp>();

/** Returns the regular expression of a pattern. @throws Error If the pattern uses a feature that is missing here. */
export function toRegExp(pattern: string): RegExp {
	const known = compiled.get(pattern);
	if (known !== undefined) return known;
	const made = new RegExp(translate(pattern), "sg");
	compiled.set(pattern, made);
	return made;
}

function translate(pattern: string): string {
	let source = "";
	let isSet = false;
	for (let index = 0; index < pattern.length; index += 1) {
		const character = pattern.charAt(index);
		if (character === "%") {
			index += 1;
			source += escaped(pattern.charAt(index), isSet);
			continue;
		}
		if (!isSet && character === "-") throw new Error(`lazy repetition is not supported: ${pattern}`);
		if (character === "[") isSet = true;
		if (character === "]") isSet = false;
		source += SPECIAL.test(character) ? `\\${character}` : character;
	}
	return source;
}

/** The character after a percent sign. */
function escaped(character: string, isSet: boolean): string {
	const members = CLASSES[character];
	if (members !== undefined) return isSet ? members : `[${members}]`;
	if (/[A-Za-z0-9]/.test(character) || character === "") throw new Error(`%${character} is not supported`);
	return `\\${character}`;
}
