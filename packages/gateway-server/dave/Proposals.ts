/**
 * Proposals in flight: exactly the set that the next commit must contain.
 * Pure except for random signatures.
 *
 * The set only grows; any other change revokes all proposals and signs them again. An older commit therefore never
 * matches a later set: davey 0.1.12, on finding that an older commit won, merges its newest. davey also writes no
 * Welcome when a remove arrives in a later batch than an add, so such a remove reissues the whole set too.
 * Source: DAVE protocol, "Proposal Handling" and opcode 27.
 */

import { appendPayload, revokePayload, type ExternalSender, type GroupEpoch } from "./ExternalSender.ts";
import type { KeyPackage } from "./keyPackage.ts";

/** A change to the group. */
export type Change =
	| { readonly kind: "add"; readonly userId: string; readonly keyPackage: KeyPackage }
	| { readonly kind: "remove"; readonly leaf: number };

export type Proposal = Change & {
	readonly message: Buffer;
	readonly reference: Buffer;
	/** Users that have received it. */
	readonly seenBy: Set<string>;
};

/** Payload of an op 27 and its recipient. */
export interface ProposalDelivery {
	readonly to: string;
	readonly payload: Buffer;
}

export class Proposals {
	/** Increases with every change to the set. */
	public generation = 0;
	private inFlight: ReadonlyArray<Proposal> = [];
	/** Revoked proposals that users have not been told about yet. */
	private revoked: ReadonlyArray<Proposal> = [];

	public constructor(private readonly sender: ExternalSender) {}

	public get all(): ReadonlyArray<Proposal> {
		return this.inFlight;
	}

	/** Updates the set to match `wanted`. */
	public update(wanted: ReadonlyArray<Change>, at: GroupEpoch): void {
		const isKept = this.inFlight.every((proposal) => wanted.some((change) => isSame(change, proposal)));
		const fresh = wanted.filter((change) => !this.inFlight.some((proposal) => isSame(change, proposal)));
		if (isKept && fresh.length === 0) return;
		const hasLateRemove = has(this.inFlight, "add") && has(fresh, "remove");
		if (!isKept || hasLateRemove) return this.reissue(wanted, at);
		this.generation += 1;
		this.inFlight = [...this.inFlight, ...fresh.map((change) => this.propose(change, at))];
	}

	/** Revokes all proposals and signs `wanted` again. */
	public reissue(wanted: ReadonlyArray<Change>, at: GroupEpoch): void {
		this.generation += 1;
		this.revoked = [...this.revoked, ...this.inFlight];
		this.inFlight = wanted.map((change) => this.propose(change, at));
	}

	/** Returns what each of `users` has not seen yet. Users are not sent their own add. */
	public deliver(users: ReadonlyArray<string>): ReadonlyArray<ProposalDelivery> {
		const deliveries = users.flatMap((userId) => this.deliverTo(userId));
		this.revoked = [];
		return deliveries;
	}

	/** Forgets all proposals: they were committed, or their group is gone. */
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

/** Returns whether a proposal adds this user. */
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
