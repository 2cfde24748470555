/**
 * The MLS group as seen by the gateway: its ID, epoch, leaves, and reported privacy codes.
 * Pure. Source: DAVE protocol, "Delivery Service" and "Initial Group Creation".
 */

import type { Commit } from "./commit.ts";
import type { GroupEpoch } from "./ExternalSender.ts";
import { LeafTree, type Leaf } from "./LeafTree.ts";
import type { Proposal } from "./Proposals.ts";
import type { UserState } from "./Users.ts";

/** A member that is allowed to commit. */
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

	/** Non-blank leaves with their indexes. */
	public get leaves(): ReadonlyArray<readonly [leaf: number, holder: Leaf]> {
		return this.tree?.entries ?? [];
	}

	/** Privacy codes reported for this epoch, by user ID. */
	public get privacyCodes(): ReadonlyMap<string, string> {
		return this.codes;
	}

	/** Records a user's privacy code for this epoch. Replaces an earlier one. */
	public noteCode(userId: string, code: string): void {
		this.codes.set(userId, code);
	}

	/**
	 * Returns the user as a committer, or `undefined` if it may not commit. Before the group exists, a pending user
	 * holds leaf 0 of its own group.
	 */
	public committer(userId: string, state: UserState | undefined): Committer | undefined {
		if (this.tree === undefined) {
			if (state?.kind !== "pending") return undefined;
			return { userId, leaf: 0, signatureKey: state.keyPackage.leafNode.signatureKey };
		}
		if (state?.kind !== "member") return undefined;
		const entry = this.leaves.find(([, holder]) => holder.userId === userId);
		return entry === undefined ? undefined : { ...entry[1], leaf: entry[0] };
	}

	/** Applies a valid commit and moves to the next epoch. Returns the added members. */
	public advance(commit: Commit, committer: Committer, proposals: ReadonlyArray<Proposal>): ReadonlyArray<Add> {
		// leaves are assigned in the order of the commit, not of the proposals
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

	/** Discards the group. It is no longer established. */
	public abandon(): void {
		this.tree = undefined;
		this.epoch = 0n;
		this.codes.clear();
	}
}
