/** Messages between the suite and an attacking process. */

/** The attacker's final report to the suite. */
export interface AttackReport {
	/** What stopped it, with counts: status and code of refusals, and closes of its sockets. */
	readonly stops: Readonly<Record<string, number>>;
	/** Faults that the row itself found. */
	readonly failures: ReadonlyArray<string>;
}

export type FromAttacker = { readonly kind: "ready" } | { readonly kind: "done"; readonly report: AttackReport };

export interface AttackerTask {
	readonly name: string;
	readonly relay: string;
	readonly token: string;
	/** A third tenant's token, for rows that check what is left for others. */
	readonly bystander: string;
	readonly farPort: number;
	/** Duration of the attack in milliseconds. */
	readonly duration: number;
}
