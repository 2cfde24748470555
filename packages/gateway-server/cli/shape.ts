/** Validates hand-written JSON and reports where it is wrong. Pure. */

import { isSnowflake } from "../../shared/mls/snowflake.ts";

/**
 * Validates one value. @throws Error With a message that starts with `where` and never contains the value, which may be
 * a secret.
 */
export type Rule = (value: unknown, where: string) => void;

/** A rule for one kind of value, which is named in its message. */
function kind(expected: string, accepts: (value: unknown) => boolean): Rule {
	return (value, where) => {
		if (!accepts(value)) throw new Error(`${where} must be ${expected}`);
	};
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

export const text = kind("a non-empty string", (value) => typeof value === "string" && value !== "");
export const textOrNull = kind("a string or null", (value) => value === null || typeof value === "string");
export const flag = kind("true or false", (value) => typeof value === "boolean");
export const count = kind("a non-negative integer", (value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const list = kind("an array", Array.isArray);
export const object = kind("an object", isObject);
/** Discord's IDs are 64-bit integers, which JSON numbers cannot represent. */
export const id = kind('an id: digits in quotes, such as "1191168914269143041"', isSnowflake);

export function oneOf(words: ReadonlyArray<string>): Rule {
	return kind(`one of ${words.join(", ")}`, (value) => words.includes(value as string));
}

/** A non-empty array. */
export function someOf(rule: Rule): Rule {
	return (value, where) => {
		if (!Array.isArray(value) || value.length === 0) throw new Error(`${where} must be a non-empty array`);
		listOf(rule)(value, where);
	};
}

export function listOf(rule: Rule): Rule {
	return (value, where) => {
		list(value, where);
		for (const [index, item] of (value as ReadonlyArray<unknown>).entries()) rule(item, `${where}[${index}]`);
	};
}

/** An object with the `needed` members. Unlisted members may have any value. */
export function having(needed: Readonly<Record<string, Rule>>, others: Readonly<Record<string, Rule>> = {}): Rule {
	return (value, where) => {
		object(value, where);
		const members = value as Readonly<Record<string, unknown>>;
		for (const [name, rule] of Object.entries(needed)) rule(members[name], `${where}.${name}`);
		for (const [name, rule] of Object.entries(others)) {
			if (members[name] !== undefined) rule(members[name], `${where}.${name}`);
		}
	};
}

/** An object with exactly these members. */
export function only(needed: Readonly<Record<string, Rule>>): Rule {
	return (value, where) => {
		having(needed)(value, where);
		const unknown = Object.keys(value as object).find((name) => !Object.hasOwn(needed, name));
		if (unknown === undefined) return;
		throw new Error(`${where}.${unknown} is unknown; expected ${Object.keys(needed).join(", ")}`);
	};
}

/** Rejects duplicate values. The message contains the value, so this is not for secrets. */
export function checkUnique(values: ReadonlyArray<string>, where: (index: number) => string): void {
	const twice = values.findIndex((value, index) => values.indexOf(value) !== index);
	if (twice !== -1) throw new Error(`${where(twice)} is already taken: "${values[twice]}"`);
}
