/**
 * Bytes that one owner keeps in memory, with an account for each of its parts. Bytes taken here also count in
 * every account above it.
 * Pure. Source: docs/relay.md, "Memory".
 */

/** Owner of an account. It gets every change below it. */
export interface AccountOwner {
	moved(bytes: number): void;
	/** The account is over. */
	left(account: Account): void;
}

export class Account implements AccountOwner {
	private readonly parts = new Set<Account>();
	private own = 0;
	private total = 0;
	private isOver = false;

	/** @param cut Frees what it can at once. Without it, nothing here can be freed early. */
	public constructor(
		private readonly owner: AccountOwner,
		public readonly cut?: () => void,
	) {}

	/** Bytes, including those of its parts. */
	public get size(): number {
		return this.total;
	}

	/** Opens the account of a part. */
	public open(cut?: () => void): Account {
		const part = new Account(this, cut);
		this.parts.add(part);
		return part;
	}

	/** Does nothing once the account is closed. */
	public take(bytes: number): void {
		if (this.isOver) return;
		this.own += bytes;
		this.moved(bytes);
	}

	public free(bytes: number): void {
		this.take(-bytes);
	}

	/** Sets its own bytes, without those of its parts. */
	public set(bytes: number): void {
		this.take(bytes - this.own);
	}

	/** Frees everything, including its parts. Safe to call twice. */
	public close(): void {
		if (this.isOver) return;
		for (const part of [...this.parts]) part.close();
		this.set(0);
		this.isOver = true;
		this.owner.left(this);
	}

	/**
	 * Returns what to cut: the part that holds more than half, else this account as a
	 * whole; where that cannot be cut, its largest part.
	 */
	public heaviest(): Account {
		let largest: Account | undefined;
		for (const part of this.parts) {
			if (part.cut !== undefined && part.total > (largest?.total ?? 0)) largest = part;
		}
		if (largest === undefined) return this;
		return this.cut === undefined || largest.total * 2 > this.total ? largest.heaviest() : this;
	}

	public moved(bytes: number): void {
		this.total += bytes;
		this.owner.moved(bytes);
	}

	public left(account: Account): void {
		this.parts.delete(account);
	}
}
