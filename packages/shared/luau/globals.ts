/**
 * The globals of Luau that `src/protocol/` uses, so that its policies run under Node as they are. Import this file before them.
 * Only what those files need is here: they avoid `buffer`, and the methods that roblox-ts adds to texts and collections.
 */

import { text } from "./text.ts";

type LuauType = "nil" | "boolean" | "number" | "string" | "table" | "function" | "userdata";

function typeOf(value: unknown): LuauType {
	if (value === undefined || value === null) return "nil";
	switch (typeof value) {
		case "boolean":
		case "number":
		case "string":
		case "function":
			return typeof value as LuauType;
		case "object":
			return "table";
		default:
			return "userdata";
	}
}

/** null and undefined are not in a table of Luau. */
function* pairs(table: object): Generator<[unknown, unknown], void, undefined> {
	for (const [key, value] of entriesOf(table)) if (value !== null && value !== undefined) yield [key, value];
}

/** The first entry of a table; empty if it has none. */
function next(table: object): readonly [unknown?, unknown?] {
	return pairs(table).next().value ?? [];
}

function pcall(callback: () => unknown): readonly [boolean, unknown] {
	try {
		return [true, callback()];
	} catch (error) {
		return [false, error];
	}
}

function entriesOf(table: object): Iterable<readonly [unknown, unknown]> {
	if (table instanceof Map) return table as ReadonlyMap<unknown, unknown>;
	if (table instanceof Set) return [...table].map((item) => [item, true]);
	if (Array.isArray(table)) return table.map((item, index) => [index + 1, item]);
	return Object.entries(table);
}

Object.assign(globalThis, {
	typeOf,
	typeIs: (value: unknown, type: string): boolean => typeOf(value) === type,
	pairs,
	next,
	pcall,
	string: text,
	tonumber: (text: unknown): number | undefined => {
		const number = typeof text === "string" && text.trim() !== "" ? Number(text) : NaN;
		return Number.isNaN(number) ? undefined : number;
	},
	assert: (condition: unknown, message = "assertion failed!"): void => {
		if (condition === undefined || condition === null || condition === false) throw new Error(message);
	},
	math: {
		huge: Infinity,
		abs: Math.abs,
		ceil: Math.ceil,
		floor: Math.floor,
		max: Math.max,
		min: Math.min,
		clamp: (value: number, lowest: number, highest: number): number => Math.min(Math.max(value, lowest), highest),
	},
});
