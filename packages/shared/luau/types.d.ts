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
declare const math: {
	readonly huge: number;
	abs(value: number): number;
	ceil(value: number): number;
	floor(value: number): number;
	max(...values: ReadonlyArray<number>): number;
	min(...values: ReadonlyArray<number>): number;
	clamp(value: number, lowest: number, highest: number): number;
};
