/** Order of a paired measurement. Pure; runs in Node and in Luau. */

/** Returns the sides of `round` in order, counted from 0: A B, B A, A B, and so on. */
export function inTurn<Side>(sides: readonly [Side, Side], round: number): readonly [Side, Side] {
	return round % 2 === 0 ? sides : [sides[1], sides[0]];
}
