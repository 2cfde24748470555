/**
 * Rules a commit must meet before the gateway forwards it.
 * Pure. Only members can check the signature and tags; a member that cannot process a commit requests recovery (op 31).
 * Source: DAVE protocol, "Voice Gateway Commit Validity" and "Commit Ordering"; RFC 9420, section 12.4.
 */

import type { Commit } from "./commit.ts";
import type { GroupEpoch } from "./ExternalSender.ts";
import { isLeafNodeSigned } from "./leafNode.ts";
import type { Proposal } from "./Proposals.ts";
import { snowflakeBytes } from "../../shared/mls/snowflake.ts";

/** What the gateway knows about the group that a commit is for. */
export interface CommitContext extends GroupEpoch {
	readonly committer: { readonly userId: string; readonly leaf: number; readonly signatureKey: Buffer };
	/** Proposals that the commit must contain. */
	readonly proposals: ReadonlyArray<Proposal>;
}

interface CommitRule {
	readonly complaint: string;
	isBroken(commit: Commit, context: CommitContext): boolean;
}

const adds = ({ proposals }: CommitContext): ReadonlyArray<Buffer> =>
	proposals.flatMap((proposal) => (proposal.kind === "add" ? [proposal.keyPackage.reference] : []));

const isRemoving = ({ proposals }: CommitContext): boolean => proposals.some(({ kind }) => kind === "remove");

/** Checked in order. The first broken rule gives the complaint. */
const RULES: ReadonlyArray<CommitRule> = [
	{ complaint: "is for another group", isBroken: (commit, { groupId }) => !commit.groupId.equals(groupId) },
	{ complaint: "is for another epoch", isBroken: (commit, { epoch }) => commit.epoch !== epoch },
	{ complaint: "names another committer", isBroken: (commit, { committer }) => commit.sender !== committer.leaf },
	{ complaint: "has no proposals", isBroken: (commit) => commit.references.length === 0 },
	{
		complaint: "does not match the proposals in flight",
		isBroken: (commit, { proposals }) =>
			!isSameSet(
				commit.references,
				proposals.map(({ reference }) => reference),
			),
	},
	{
		complaint: "removes a member without a path",
		isBroken: (commit, context) => isRemoving(context) && commit.path === undefined,
	},
	{ complaint: "changes its committer", isBroken: isOtherMember },
	{
		complaint: "adds a member without a Welcome",
		isBroken: (commit, context) => adds(context).length > 0 && commit.welcome === undefined,
	},
	{
		complaint: "has a mismatched Welcome",
		isBroken: (commit, context) => {
			const welcomed = commit.welcome?.secrets.map(({ newMember }) => newMember) ?? [];
			return !isSameSet(welcomed, adds(context)) || (commit.welcome !== undefined && adds(context).length === 0);
		},
	},
];

/** Returns why a commit is rejected, or `undefined` if it is valid. Never throws. */
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

/** Returns whether `found` contains each value of `wanted` exactly once. The values of `wanted` are distinct. */
function isSameSet(found: ReadonlyArray<Buffer>, wanted: ReadonlyArray<Buffer>): boolean {
	const names = new Set(found.map((value) => value.toString("hex")));
	return found.length === wanted.length && wanted.every((value) => names.has(value.toString("hex")));
}
