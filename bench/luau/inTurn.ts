/** The order of a paired measurement. Pure, and runs in Node and in Luau. */

/** Which side is measured first in `round`, counted from 0: A B, B A, A B, and so on. */
export function inTurn<Side>(sides: readonly [Side, Side], round: number): readonly [Side, Side] {
	return round % 2 === 0 ? sides : [sides[1], sides[0]];
}
