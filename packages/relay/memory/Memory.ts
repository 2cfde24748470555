/**
 * What the relay keeps in memory for all tokens together, and who is cut when that is more than it may be: the token that
 * holds most above its share, and of that the largest part. Shares are equal, so that is the token that holds most.
 * Pure. Source: docs/relay.md, "Memory".
 */

import { Account, type AccountOwner } from "./Account.ts";

/** Why something was cut: part of close reasons and refusals. */
export const MEMORY_FULL = "relay's memory is full (RELAY_BUFFER_TOTAL)";

/** Of the limit. */
const NEARLY_FULL = 15 / 16;

export class Memory implements AccountOwner {
	private readonly tokens = new Map<string, Account>();
	private total = 0;
	private isRelieving = false;

	/**
	 * @param limit In bytes.
	 * @param defer Calls back when what happens now is done: nothing may be cut that is still at work.
	 */
	public constructor(
		private readonly limit: number,
		private readonly defer: (relieve: () => void) => void = queueMicrotask,
	) {}

	/** Bytes. */
	public get size(): number {
		return this.total;
	}

	/** Account of a relay token, by its name. It stays. */
	public token(name: string): Account {
		const known = this.tokens.get(name);
		if (known !== undefined) return known;
		const account = new Account(this);
		this.tokens.set(name, account);
		return account;
	}

	/** Whether a token may begin something new: not if memory is nearly full and it holds most. */
	public hasRoom(token: Account): boolean {
		return this.total <= this.limit * NEARLY_FULL || this.largest() !== token;
	}

	public moved(bytes: number): void {
		this.total += bytes;
		if (this.total <= this.limit || this.isRelieving) return;
		this.isRelieving = true;
		this.defer(() => this.relieve());
	}

	public left(): void {
		// a token's account stays
	}

	private relieve(): void {
		// each round closes an account, so it ends
		while (this.total > this.limit) {
			const victim = this.largest()?.heaviest();
			if (victim?.cut === undefined) break;
			victim.cut();
			victim.close();
		}
		this.isRelieving = false;
	}

	private largest(): Account | undefined {
		let largest: Account | undefined;
		for (const account of this.tokens.values()) {
			if (account.size > (largest?.size ?? 0)) largest = account;
		}
		return largest;
	}
}
