/**
 * Who stands on which leaf of the group's tree, as far as proposals and commits name leaves.
 * Pure. Source: RFC 9420, sections 7.7 and 12.1.
 */

export interface Leaf {
	readonly userId: string;
	/** Key that its member signs with; it may not change. */
	readonly signatureKey: Buffer;
}

export class LeafTree {
	/** Blank leaves are holes: numbers of the others never shift. */
	private readonly leaves: Array<Leaf | undefined> = [];

	/** Leaves that are not blank, with their numbers. */
	public get entries(): ReadonlyArray<readonly [leaf: number, holder: Leaf]> {
		return [...this.leaves.entries()].filter((entry): entry is [number, Leaf] => entry[1] !== undefined);
	}

	/** The member on a leaf. */
	public at(leaf: number): Leaf | undefined {
		return this.leaves[leaf];
	}

	/** Removes first, then adds, each to the left-most blank leaf: what every member does with the same commit. */
	public apply(removed: ReadonlyArray<number>, added: ReadonlyArray<Leaf>): void {
		for (const leaf of removed) this.leaves[leaf] = undefined;
		for (const holder of added) {
			const blank = this.leaves.indexOf(undefined);
			this.leaves[blank === -1 ? this.leaves.length : blank] = holder;
		}
		while (this.leaves.length > 0 && this.leaves.at(-1) === undefined) this.leaves.pop();
	}
}
