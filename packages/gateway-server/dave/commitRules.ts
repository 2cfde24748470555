/**
 * What a commit must be for the gateway to hand it on.
 * Pure. Its signature and tags only members can check; who cannot process it asks for recovery (op 31).
 * Source: DAVE protocol, "Voice Gateway Commit Validity" and "Commit Ordering"; RFC 9420, section 12.4.
 */

import type { Commit } from "./commit.ts";
import type { GroupEpoch } from "./ExternalSender.ts";
import { isLeafNodeSigned } from "./leafNode.ts";
import type { Proposal } from "./Proposals.ts";
import { snowflakeBytes } from "../../shared/mls/snowflake.ts";

/** What the gateway knows of the group that a commit is for. */
export interface CommitContext extends GroupEpoch {
	readonly committer: { readonly userId: string; readonly leaf: number; readonly signatureKey: Buffer };
	/** Proposals that it has to hold. */
	readonly proposals: ReadonlyArray<Proposal>;
}

interface CommitRule {
	readonly complaint: string;
	isBroken(commit: Commit, context: CommitContext): boolean;
}

const adds = ({ proposals }: CommitContext): ReadonlyArray<Buffer> =>
	proposals.flatMap((proposal) => (proposal.kind === "add" ? [proposal.keyPackage.reference] : []));

const isRemoving = ({ proposals }: CommitContext): boolean => proposals.some(({ kind }) => kind === "remove");

/** In order: the first that is broken is the complaint. */
const RULES: ReadonlyArray<CommitRule> = [
	{ complaint: "is of another group", isBroken: (commit, { groupId }) => !commit.groupId.equals(groupId) },
	{ complaint: "is of another epoch", isBroken: (commit, { epoch }) => commit.epoch !== epoch },
	{ complaint: "is of another member", isBroken: (commit, { committer }) => commit.sender !== committer.leaf },
	{ complaint: "holds no proposal", isBroken: (commit) => commit.references.length === 0 },
	{
		complaint: "does not hold the proposals in flight",
		isBroken: (commit, { proposals }) =>
			!isSameSet(
				commit.references,
				proposals.map(({ reference }) => reference),
			),
	},
	{
		complaint: "removes without a path",
		isBroken: (commit, context) => isRemoving(context) && commit.path === undefined,
	},
	{ complaint: "changes the member that made it", isBroken: isOtherMember },
	{
		complaint: "adds without a welcome",
		isBroken: (commit, context) => adds(context).length > 0 && commit.welcome === undefined,
	},
	{
		complaint: "welcomes others than it adds",
		isBroken: (commit, context) => {
			const welcomed = commit.welcome?.secrets.map(({ newMember }) => newMember) ?? [];
			return !isSameSet(welcomed, adds(context)) || (commit.welcome !== undefined && adds(context).length === 0);
		},
	},
];

/** Says why a commit is not handed on; `undefined` if it is in order. Never errors. */
export function commitComplaint(commit: Commit, context: CommitContext): string | undefined {
	return RULES.find((rule) => rule.isBroken(commit, context))?.complaint;
}

function isOtherMember({ path }: Commit, { committer, groupId }: CommitContext): boolean {
	if (path === undefined) return false;
	const { userId, leaf, signatureKey } = committer;
	return (
		path.source.kind !== "commit" ||
		!path.identity.equals(snowflakeBytes(userId)) ||
		!path.signatureKey.equals(signatureKey) ||
		!isLeafNodeSigned(path, { groupId, leaf })
	);
}

/** Says whether `found` holds the values of `wanted`, which differ from each other, and each once. */
function isSameSet(found: ReadonlyArray<Buffer>, wanted: ReadonlyArray<Buffer>): boolean {
	const names = new Set(found.map((value) => value.toString("hex")));
	return found.length === wanted.length && wanted.every((value) => names.has(value.toString("hex")));
}
