import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
	GROUP_ID,
	makeCommit,
	makeKeyPackage,
	makePath,
	makeSigner,
	type CommitChanges,
} from "../../shared/support/mlsFixtures.ts";
import { decodeCommit } from "./commit.ts";
import { commitComplaint, type CommitContext } from "./commitRules.ts";
import { decodeKeyPackage } from "./keyPackage.ts";
import type { Proposal } from "./Proposals.ts";

const alice = makeSigner("1");
const mallory = makeSigner("1");
const bob = decodeKeyPackage(makeKeyPackage(makeSigner("2")));
assert.ok(bob.kind === "keyPackage");

const ADD: Buffer = Buffer.alloc(32, 0xa);
const REMOVE: Buffer = Buffer.alloc(32, 0xb);
const OTHER: Buffer = Buffer.alloc(32, 0xc);
const sent = { message: Buffer.alloc(0), seenBy: new Set<string>() };
const add: Proposal = { kind: "add", userId: "2", keyPackage: bob, reference: ADD, ...sent };
const remove: Proposal = { kind: "remove", leaf: 1, reference: REMOVE, ...sent };

const context: CommitContext = {
	groupId: GROUP_ID,
	epoch: 5n,
	committer: { userId: "1", leaf: 3, signatureKey: alice.point },
	proposals: [add, remove],
};
const adding: CommitContext = { ...context, proposals: [add] };
const removing: CommitContext = { ...context, proposals: [remove] };

const path = makePath(alice, 3);
const welcomed = [bob.reference];
const both: CommitChanges = { epoch: 5n, sender: 3, references: [ADD, REMOVE], path, welcomed };
const onlyAdd: CommitChanges = { epoch: 5n, sender: 3, references: [ADD], welcomed };
const onlyRemove: CommitChanges = { epoch: 5n, sender: 3, references: [REMOVE], path };

/** By hand from the DAVE protocol, "Voice Gateway Commit Validity". */
const CASES: ReadonlyArray<
	readonly [name: string, context: CommitContext, commit: CommitChanges, complaint: string | undefined]
> = [
	["that adds and removes", context, both, undefined],
	["in another order", context, { ...both, references: [REMOVE, ADD] }, undefined],
	["that adds", adding, onlyAdd, undefined],
	["that adds, with a path", adding, { ...onlyAdd, path }, undefined],
	["that removes", removing, onlyRemove, undefined],
	["for another group", context, { ...both, groupId: Buffer.alloc(8) }, "is for another group"],
	["that adds and removes without a path", context, { ...both, path: undefined! }, "removes a member without a path"],
	[
		"of only one proposal twice",
		adding,
		{ ...onlyAdd, references: [ADD, ADD] },
		"does not match the proposals in flight",
	],
	[
		"that welcomes a member twice",
		adding,
		{ ...onlyAdd, welcomed: [...welcomed, ...welcomed] },
		"has a mismatched Welcome",
	],
	["for the previous epoch", context, { ...both, epoch: 4n }, "is for another epoch"],
	["for the next epoch", context, { ...both, epoch: 6n }, "is for another epoch"],
	["in another member's name", context, { ...both, sender: 2 }, "names another committer"],
	["without proposals", { ...context, proposals: [] }, { ...both, references: [] }, "has no proposals"],
	["that omits the add", context, onlyRemove, "does not match the proposals in flight"],
	["that omits the remove", context, onlyAdd, "does not match the proposals in flight"],
	["of a revoked add", removing, both, "does not match the proposals in flight"],
	["of a stranger's proposal", adding, { ...onlyAdd, references: [OTHER] }, "does not match the proposals in flight"],
	["of one proposal twice", context, { ...both, references: [ADD, ADD] }, "does not match the proposals in flight"],
	["that removes without a path", removing, { ...onlyRemove, path: undefined! }, "removes a member without a path"],
	["that changes its key", removing, { ...onlyRemove, path: makePath(mallory, 3) }, "changes its committer"],
	[
		"that changes its user",
		removing,
		{ ...onlyRemove, path: makePath(alice, 3, { userId: "7" }) },
		"changes its committer",
	],
	[
		"with a path signed for another leaf",
		removing,
		{ ...onlyRemove, path: makePath(alice, 2) },
		"changes its committer",
	],
	[
		"with a path made for a key package",
		removing,
		{ ...onlyRemove, path: makePath(alice, 3, { source: "keyPackage" }) },
		"changes its committer",
	],
	["without a Welcome", adding, { ...onlyAdd, welcomed: undefined! }, "adds a member without a Welcome"],
	["that welcomes another member", adding, { ...onlyAdd, welcomed: [OTHER] }, "has a mismatched Welcome"],
	[
		"that welcomes an extra member",
		adding,
		{ ...onlyAdd, welcomed: [...welcomed, OTHER] },
		"has a mismatched Welcome",
	],
	["with an empty Welcome", adding, { ...onlyAdd, welcomed: [] }, "has a mismatched Welcome"],
	["with a Welcome but no add", removing, { ...onlyRemove, welcomed: [] }, "has a mismatched Welcome"],
];

describe("commitComplaint", () => {
	for (const [name, expected, changes, complaint] of CASES) {
		it(`should ${complaint === undefined ? "accept" : "reject"} a commit ${name}`, () => {
			const commit = decodeCommit(makeCommit(changes));
			assert.ok(commit.kind === "commit");
			assert.equal(commitComplaint(commit, expected), complaint);
		});
	}
});
