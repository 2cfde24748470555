/** The log of a cell as an engine keeps it: it refuses the entries of an owner whose term is over. */

import assert from "node:assert/strict";

export class FencedLog {
	/** Terms of the entries. */
	private readonly terms = new Array<number>();
	private lastTerm = 0;

	/** Writes the first entry of a new term. @returns The term. */
	public begin(): number {
		this.lastTerm += 1;
		this.terms.push(this.lastTerm);
		return this.lastTerm;
	}

	/** @returns False if the term is over. */
	public append(term: number): boolean {
		if (term < this.lastTerm) return false;
		this.terms.push(term);
		return true;
	}

	public check(): void {
		assert.deepEqual(this.terms, this.terms.toSorted((one, other) => one - other)); // prettier-ignore
	}
}
