/**
 * Maps the leaves of the group's tree to members, as far as proposals and commits refer to leaves.
 * Pure. Source: RFC 9420, sections 7.7 and 12.1.
 */

export interface Leaf {
	readonly userId: string;
	/** Signature key of the member. It may not change. */
	readonly signatureKey: Buffer;
}

export class LeafTree {
	/** Blank leaves stay as holes, so the other indexes never shift. */
	private readonly leaves: Array<Leaf | undefined> = [];

	/** Non-blank leaves with their indexes. */
	public get entries(): ReadonlyArray<readonly [leaf: number, holder: Leaf]> {
		return [...this.leaves.entries()].filter((entry): entry is [number, Leaf] => entry[1] !== undefined);
	}

	public at(leaf: number): Leaf | undefined {
		return this.leaves[leaf];
	}

	/** Applies removes, then adds each member to the left-most blank leaf, as every member does for the same commit. */
	public apply(removed: ReadonlyArray<number>, added: ReadonlyArray<Leaf>): void {
		for (const leaf of removed) this.leaves[leaf] = undefined;
		for (const holder of added) {
			const blank = this.leaves.indexOf(undefined);
			this.leaves[blank === -1 ? this.leaves.length : blank] = holder;
		}
		while (this.leaves.length > 0 && this.leaves.at(-1) === undefined) this.leaves.pop();
	}
}
