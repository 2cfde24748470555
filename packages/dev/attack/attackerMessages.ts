/** What the suite and the process of an attacker send each other. */

/** What an attacker tells the suite at its end. */
export interface AttackReport {
	/** How it was stopped: status and code of refusals, ends of its sockets, with how often. */
	readonly stops: Readonly<Record<string, number>>;
	/** What the row found to be wrong by itself. */
	readonly failures: ReadonlyArray<string>;
}

export type FromAttacker = { readonly kind: "ready" } | { readonly kind: "done"; readonly report: AttackReport };

export interface AttackerTask {
	readonly name: string;
	readonly relay: string;
	readonly token: string;
	/** Of a third tenant, for rows that look what is left for others. */
	readonly bystander: string;
	readonly farPort: number;
	/** Milliseconds. */
	readonly duration: number;
}
