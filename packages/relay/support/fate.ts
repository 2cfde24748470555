/** What becomes of the messages in a bag: fast-check decides which one is next, and its fate. */

import fc from "fast-check";

/** Whether a message gets through, and whether it stays in the bag. */
export type Fate = "taken" | "repeated" | "lost";

export const fate = fc.constantFrom("taken", "taken", "repeated", "lost") as fc.Arbitrary<Fate>;

/** Index of a message; any number stands for one. */
export const which = fc.nat({ max: 5 });

/** Takes a message out of a bag, if there is one, and lets it meet its fate. */
export function take<Item>(bag: Array<Item>, index: number, fated: Fate, use: (item: Item) => void): void {
	if (bag.length === 0) return;
	const position = index % bag.length;
	const item = bag[position] as Item;
	if (fated !== "repeated") bag.splice(position, 1);
	if (fated !== "lost") use(item);
}
