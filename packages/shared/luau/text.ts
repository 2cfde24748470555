/** The functions of Luau's `string` library that `src/protocol/` uses. Pure. */

import { toRegExp } from "./pattern.ts";

type Captures = ReadonlyArray<string | undefined>;

const DIRECTIVE = /%(?:\.(\d))?([dfs])/g;

export const text = {
	lower: (value: string): string => value.toLowerCase(),
	format: (form: string, ...values: ReadonlyArray<number | string>): string => {
		let index = 0;
		return form.replace(DIRECTIVE, (_, digits: string | undefined, kind: string) => {
			const value = values[index];
			index += 1;
			return kind === "f" ? Number(value).toFixed(Number(digits ?? 6)) : String(value);
		});
	},
	match: (value: string, pattern: string): Captures => {
		const expression = toRegExp(pattern);
		expression.lastIndex = 0;
		const found = expression.exec(value);
		return found === null ? [] : capturesOf(found);
	},
	gmatch: function* (value: string, pattern: string): Generator<Captures, void, undefined> {
		for (const found of value.matchAll(toRegExp(pattern))) yield capturesOf(found);
	},
	gsub: (value: string, pattern: string, replacement: string): readonly [string, number] => {
		let count = 0;
		const replaced = value.replace(toRegExp(pattern), () => {
			count += 1;
			return replacement;
		});
		return [replaced, count];
	},
};

/** The captures; the whole match if the pattern has none. */
function capturesOf(found: RegExpExecArray): Captures {
	return found.length === 1 ? [found[0]] : found.slice(1);
}
