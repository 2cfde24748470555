/** Holds what arrived against what was sent, by sequence numbers. */

/** What the numbered messages that arrived add up to. */
export class Ledger {
	public json = 0;
	public binary = 0;
	public numbered = 0;
	public lost = 0;
	public repeated = 0;
	private last?: number;

	/** A new session counts anew. */
	public startSession(): void {
		this.last = undefined;
	}

	/** Sequence numbers are 16 bits wide and wrap. */
	public enter(sequence: number): void {
		this.numbered += 1;
		const step = this.last === undefined ? 1 : (sequence - this.last) % 65536;
		if (step === 0 || step > 32768) this.repeated += 1;
		else this.lost += step - 1;
		this.last = sequence;
	}
}
