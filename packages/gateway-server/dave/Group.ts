/**
 * The MLS group as the gateway knows it: its id, its epoch, who stands on which leaf, and what members tell of the epoch.
 * Pure. Source: DAVE protocol, "Delivery Service" and "Initial Group Creation".
 */

import type { Commit } from "./commit.ts";
import type { GroupEpoch } from "./ExternalSender.ts";
import { LeafTree, type Leaf } from "./LeafTree.ts";
import type { Proposal } from "./Proposals.ts";
import type { UserState } from "./Users.ts";

/** A member that may commit. */
export interface Committer extends Leaf {
	readonly leaf: number;
}

type Add = Proposal & { readonly kind: "add" };

export class Group {
	/** Absent while the group is not established. */
	private tree: LeafTree | undefined;
	private epoch = 0n;
	private readonly codes = new Map<string, string>();

	public constructor(private readonly groupId: Buffer) {}

	public get isEstablished(): boolean {
		return this.tree !== undefined;
	}

	public get at(): GroupEpoch {
		return { groupId: this.groupId, epoch: this.epoch };
	}

	/** Leaves that are not blank, with their numbers. */
	public get leaves(): ReadonlyArray<readonly [leaf: number, holder: Leaf]> {
		return this.tree?.entries ?? [];
	}

	/** Privacy codes that were told of this epoch, by user id. */
	public get privacyCodes(): ReadonlyMap<string, string> {
		return this.codes;
	}

	/** Notes the privacy code that a user has in this epoch, in place of what it told before. */
	public noteCode(userId: string, code: string): void {
		this.codes.set(userId, code);
	}

	/** Where a user stands that may commit. Until there is a group, whoever waits stands first in one of its own. */
	public committer(userId: string, state: UserState | undefined): Committer | undefined {
		if (this.tree === undefined) {
			if (state?.kind !== "pending") return undefined;
			return { userId, leaf: 0, signatureKey: state.keyPackage.leafNode.signatureKey };
		}
		if (state?.kind !== "member") return undefined;
		const entry = this.leaves.find(([, holder]) => holder.userId === userId);
		return entry === undefined ? undefined : { ...entry[1], leaf: entry[0] };
	}

	/** Goes to the next epoch with a commit that is in order. Returns what it added. */
	public advance(commit: Commit, committer: Committer, proposals: ReadonlyArray<Proposal>): ReadonlyArray<Add> {
		// the order of the commit, not that of the proposals, says which leaf a new member gets
		const inOrder = commit.references.flatMap((reference) =>
			proposals.filter((proposal) => proposal.reference.equals(reference)),
		);
		const removed = inOrder.flatMap((proposal) => (proposal.kind === "remove" ? [proposal.leaf] : []));
		const adds = inOrder.filter((proposal): proposal is Add => proposal.kind === "add");
		const added = adds.map(({ userId, keyPackage: { leafNode } }) => ({
			userId,
			signatureKey: leafNode.signatureKey,
		}));
		if (this.tree === undefined) {
			this.tree = new LeafTree();
			this.tree.apply([], [committer]);
		}
		this.tree.apply(removed, added);
		this.epoch += 1n;
		this.codes.clear();
		return adds;
	}

	/** Goes back to a group that is not established. */
	public abandon(): void {
		this.tree = undefined;
		this.epoch = 0n;
		this.codes.clear();
	}
}
