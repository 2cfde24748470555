/**
 * Bytes that the relay keeps for all tokens, and the token that is cut above the limit: the one that
 * holds most. All tokens have equal shares. Its largest part is cut.
 * Pure. Source: docs/relay.md, "Memory".
 */

import { Account, type AccountOwner } from "./Account.ts";

/** Reason of a cut, in close reasons and refusals. */
export const MEMORY_FULL = "relay's memory is full (RELAY_BUFFER_TOTAL)";

/** Share of the limit. */
const NEARLY_FULL = 15 / 16;

export class Memory implements AccountOwner {
	private readonly tokens = new Map<string, Account>();
	private total = 0;
	private isRelieving = false;

	/**
	 * @param limit In bytes.
	 * @param defer Runs a callback after the current event, so that nothing is cut while it is in use.
	 */
	public constructor(
		private readonly limit: number,
		private readonly defer: (relieve: () => void) => void = queueMicrotask,
	) {}

	/** Bytes. */
	public get size(): number {
		return this.total;
	}

	/** Returns the account of a relay token, by its name. It is kept forever. */
	public token(name: string): Account {
		const known = this.tokens.get(name);
		if (known !== undefined) return known;
		const account = new Account(this);
		this.tokens.set(name, account);
		return account;
	}

	/** Whether a token may create a link: not if memory is nearly full and it holds most. */
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
		// a token's account is kept
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
