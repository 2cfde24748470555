/** Finds missing, repeated and reordered messages by their numbers. Pure. */
export class NumberedMessages {
	private last = 0;

	/** @returns What is wrong with this message, if anything. */
	public take(number: number): "lost" | "doubled" | undefined {
		const expected = this.last + 1;
		this.last = Math.max(this.last, number);
		if (number === expected) return undefined;
		return number > expected ? "lost" : "doubled";
	}
}
