/** Types of the globals in globals.ts, as roblox-ts declares them. */

interface CheckableTypes {
	nil: undefined;
	boolean: boolean;
	number: number;
	string: string;
	table: object;
	function: Callback;
}

type Callback = (...args: Array<never>) => unknown;
type defined = NonNullable<unknown>;

declare function typeIs<Type extends keyof CheckableTypes>(value: unknown, type: Type): value is CheckableTypes[Type];
declare function typeOf(value: unknown): string;
declare function tonumber(text: unknown): number | undefined;
declare function assert(condition: unknown, message?: string): asserts condition;
declare function pairs<Key, Value>(table: ReadonlyMap<Key, Value>): IterableIterator<[Key, Value]>;
declare function pairs<Item>(table: ReadonlySet<Item>): IterableIterator<[Item, true]>;
declare function pairs<Table extends object>(
	table: Table,
): IterableIterator<[keyof Table, NonNullable<Table[keyof Table]>]>;
declare function next(table: object): readonly [unknown?, unknown?];
declare function pcall<Result>(callback: () => Result): readonly [true, Result] | readonly [false, unknown];
declare const string: {
	lower(value: string): string;
	format(form: string, ...values: ReadonlyArray<number | string>): string;
	match(value: string, pattern: string): ReadonlyArray<string | undefined>;
	gmatch(value: string, pattern: string): IterableIterator<ReadonlyArray<string | undefined>>;
	gsub(value: string, pattern: string, replacement: string): readonly [string, number];
};
declare const math: {
	readonly huge: number;
	abs(value: number): number;
	ceil(value: number): number;
	floor(value: number): number;
	max(...values: ReadonlyArray<number>): number;
	min(...values: ReadonlyArray<number>): number;
	clamp(value: number, lowest: number, highest: number): number;
};
