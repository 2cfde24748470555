/** Detects lost and repeated messages by their sequence numbers. */

/** Counts the messages of a session. */
export class Ledger {
	public json = 0;
	public binary = 0;
	public numbered = 0;
	public lost = 0;
	public repeated = 0;
	private last?: number;

	/** Starts a new session, whose sequence numbers are unrelated. */
	public startSession(): void {
		this.last = undefined;
	}

	/** Records a sequence number. They are 16 bits wide and wrap around. */
	public enter(sequence: number): void {
		this.numbered += 1;
		const step = this.last === undefined ? 1 : (sequence - this.last) % 65536;
		if (step === 0 || step > 32768) this.repeated += 1;
		else this.lost += step - 1;
		this.last = sequence;
	}
}
