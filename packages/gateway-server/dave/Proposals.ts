/**
 * Proposals in flight: those that the next commit has to hold, no fewer and no more.
 * Pure, but for the randomness of signatures.
 *
 * They only grow, or are all taken back and signed anew. So no older commit ever fits a later set: davey 0.1.12, whose
 * older commit wins, merges its newest. It also writes no Welcome when a remove comes in a batch after an add, so such a
 * remove has everything proposed anew as well.
 * Source: DAVE protocol, "Proposal Handling" and opcode 27.
 */

import { appendPayload, revokePayload, type ExternalSender, type GroupEpoch } from "./ExternalSender.ts";
import type { KeyPackage } from "./keyPackage.ts";

/** A change of the group. */
export type Change =
	| { readonly kind: "add"; readonly userId: string; readonly keyPackage: KeyPackage }
	| { readonly kind: "remove"; readonly leaf: number };

export type Proposal = Change & {
	readonly message: Buffer;
	readonly reference: Buffer;
	/** Users that it was sent to. */
	readonly seenBy: Set<string>;
};

/** Payload of an op 27, and whom it is for. */
export interface ProposalDelivery {
	readonly to: string;
	readonly payload: Buffer;
}

export class Proposals {
	/** Changes with every change of the set. */
	public generation = 0;
	private inFlight: ReadonlyArray<Proposal> = [];
	/** Taken back, but not yet said to be. */
	private revoked: ReadonlyArray<Proposal> = [];

	public constructor(private readonly sender: ExternalSender) {}

	public get all(): ReadonlyArray<Proposal> {
		return this.inFlight;
	}

	/** Makes the set what is `wanted`. */
	public update(wanted: ReadonlyArray<Change>, at: GroupEpoch): void {
		const isKept = this.inFlight.every((proposal) => wanted.some((change) => isSame(change, proposal)));
		const fresh = wanted.filter((change) => !this.inFlight.some((proposal) => isSame(change, proposal)));
		if (isKept && fresh.length === 0) return;
		const hasLateRemove = has(this.inFlight, "add") && has(fresh, "remove");
		if (!isKept || hasLateRemove) return this.reissue(wanted, at);
		this.generation += 1;
		this.inFlight = [...this.inFlight, ...fresh.map((change) => this.propose(change, at))];
	}

	/** Takes all back and proposes what is `wanted` anew. */
	public reissue(wanted: ReadonlyArray<Change>, at: GroupEpoch): void {
		this.generation += 1;
		this.revoked = [...this.revoked, ...this.inFlight];
		this.inFlight = wanted.map((change) => this.propose(change, at));
	}

	/** What each of `users` does not know yet. Nobody is told to add itself. */
	public deliver(users: ReadonlyArray<string>): ReadonlyArray<ProposalDelivery> {
		const deliveries = users.flatMap((userId) => this.deliverTo(userId));
		this.revoked = [];
		return deliveries;
	}

	/** Forgets all of them: they were committed, or their group is gone. */
	public clear(): void {
		this.generation += 1;
		this.inFlight = [];
		this.revoked = [];
	}

	private deliverTo(userId: string): ReadonlyArray<ProposalDelivery> {
		const revoked = this.revoked.filter(({ seenBy }) => seenBy.has(userId));
		const fresh = this.inFlight.filter((proposal) => !proposal.seenBy.has(userId) && !isOwnAdd(proposal, userId));
		for (const { seenBy } of fresh) seenBy.add(userId);
		const deliveries: Array<ProposalDelivery> = [];
		const revoke = (): Buffer => revokePayload(revoked.map(({ reference }) => reference));
		if (revoked.length > 0) deliveries.push({ to: userId, payload: revoke() });
		const append = (): Buffer => appendPayload(fresh.map(({ message }) => message));
		if (fresh.length > 0) deliveries.push({ to: userId, payload: append() });
		return deliveries;
	}

	private propose(change: Change, at: GroupEpoch): Proposal {
		const signed =
			change.kind === "add"
				? this.sender.proposeAdd(at, change.keyPackage.bytes)
				: this.sender.proposeRemove(at, change.leaf);
		return { ...change, ...signed, seenBy: new Set() };
	}
}

/** Says whether a proposal adds this user. */
export function isOwnAdd(proposal: Change, userId: string): boolean {
	return proposal.kind === "add" && proposal.userId === userId;
}

function has(changes: ReadonlyArray<Change>, kind: Change["kind"]): boolean {
	return changes.some((change) => change.kind === kind);
}

function isSame(left: Change, right: Change): boolean {
	if (left.kind === "add")
		return right.kind === "add" && left.keyPackage.reference.equals(right.keyPackage.reference);
	return right.kind === "remove" && left.leaf === right.leaf;
}
