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
	["of another group", context, { ...both, groupId: Buffer.alloc(8) }, "is of another group"],
	["that adds and removes without a path", context, { ...both, path: undefined! }, "removes without a path"],
	[
		"of one twice, and no more",
		adding,
		{ ...onlyAdd, references: [ADD, ADD] },
		"does not hold the proposals in flight",
	],
	[
		"that welcomes one twice",
		adding,
		{ ...onlyAdd, welcomed: [...welcomed, ...welcomed] },
		"welcomes others than it adds",
	],
	["of the last epoch", context, { ...both, epoch: 4n }, "is of another epoch"],
	["of the next epoch", context, { ...both, epoch: 6n }, "is of another epoch"],
	["in the name of another", context, { ...both, sender: 2 }, "is of another member"],
	["of nothing", { ...context, proposals: [] }, { ...both, references: [] }, "holds no proposal"],
	["that leaves the add out", context, onlyRemove, "does not hold the proposals in flight"],
	["that leaves the remove out", context, onlyAdd, "does not hold the proposals in flight"],
	["of an add taken back", removing, both, "does not hold the proposals in flight"],
	["of a stranger's proposal", adding, { ...onlyAdd, references: [OTHER] }, "does not hold the proposals in flight"],
	["of one twice", context, { ...both, references: [ADD, ADD] }, "does not hold the proposals in flight"],
	["that removes without a path", removing, { ...onlyRemove, path: undefined! }, "removes without a path"],
	[
		"that changes its key",
		removing,
		{ ...onlyRemove, path: makePath(mallory, 3) },
		"changes the member that made it",
	],
	[
		"that changes its user",
		removing,
		{ ...onlyRemove, path: makePath(alice, 3, { userId: "7" }) },
		"changes the member that made it",
	],
	[
		"whose path is signed for another leaf",
		removing,
		{ ...onlyRemove, path: makePath(alice, 2) },
		"changes the member that made it",
	],
	[
		"whose path is of a key package",
		removing,
		{ ...onlyRemove, path: makePath(alice, 3, { source: "keyPackage" }) },
		"changes the member that made it",
	],
	["that welcomes nobody", adding, { ...onlyAdd, welcomed: undefined! }, "adds without a welcome"],
	["that welcomes another", adding, { ...onlyAdd, welcomed: [OTHER] }, "welcomes others than it adds"],
	["that welcomes one more", adding, { ...onlyAdd, welcomed: [...welcomed, OTHER] }, "welcomes others than it adds"],
	["with an empty welcome", adding, { ...onlyAdd, welcomed: [] }, "welcomes others than it adds"],
	["that welcomes whom it does not add", removing, { ...onlyRemove, welcomed: [] }, "welcomes others than it adds"],
];

describe("commitComplaint", () => {
	for (const [name, expected, changes, complaint] of CASES) {
		it(`should ${complaint === undefined ? "take" : "refuse"} a commit ${name}`, () => {
			const commit = decodeCommit(makeCommit(changes));
			assert.ok(commit.kind === "commit");
			assert.equal(commitComplaint(commit, expected), complaint);
		});
	}
});
