import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GROUP_ID, makeCommit, makeKeyPackage, makeSigner } from "../../shared/support/mlsFixtures.ts";
import { decodeCommit } from "./commit.ts";
import { Group } from "./Group.ts";
import { acceptKeyPackage, type KeyPackage } from "./keyPackage.ts";
import type { Proposal } from "./Proposals.ts";

const sent = { message: Buffer.alloc(0), seenBy: new Set<string>() };

function keyPackageOf(userId: string): KeyPackage {
	const keyPackage = acceptKeyPackage(makeKeyPackage(makeSigner(userId)), userId);
	assert.ok(keyPackage.kind === "keyPackage");
	return keyPackage;
}

function add(userId: string): Proposal {
	return { kind: "add", userId, keyPackage: keyPackageOf(userId), reference: Buffer.from(`add ${userId}`), ...sent };
}

function remove(leaf: number): Proposal {
	return { kind: "remove", leaf, reference: Buffer.from(`remove ${leaf}`), ...sent };
}

/** Applies a commit of `userId` with these proposals in this order. They were created in reverse order. */
function advance(group: Group, userId: string, proposals: ReadonlyArray<Proposal>): ReadonlyArray<string> {
	const commit = decodeCommit(makeCommit({ references: proposals.map(({ reference }) => reference) }));
	assert.ok(commit.kind === "commit");
	const state = group.isEstablished
		? ({ kind: "member" } as const)
		: ({ kind: "pending", keyPackage: keyPackageOf(userId) } as const);
	const committer = group.committer(userId, state);
	assert.ok(committer !== undefined);
	return group.advance(commit, committer, [...proposals].reverse()).map((added) => added.userId);
}

const drawn = (group: Group): string => group.leaves.map(([leaf, { userId }]) => `${leaf}:${userId}`).join(" ");

describe("Group", () => {
	it("should place members in the order of the commit", () => {
		const group = new Group(GROUP_ID);
		assert.deepEqual([group.isEstablished, group.at.epoch, drawn(group)], [false, 0n, ""]);
		assert.deepEqual(advance(group, "5", [add("7"), add("6")]), ["7", "6"]);
		assert.deepEqual([group.isEstablished, group.at.epoch, drawn(group)], [true, 1n, "0:5 1:7 2:6"]);
	});

	it("should reuse freed leaves in the order of the commit", () => {
		const group = new Group(GROUP_ID);
		advance(group, "1", [add("2"), add("3")]);
		assert.deepEqual(advance(group, "3", [add("9"), remove(1), add("8")]), ["9", "8"]);
		assert.deepEqual([group.at.epoch, drawn(group)], [2n, "0:1 1:9 2:3 3:8"]);
	});

	it("should let pending users commit first, then only members", () => {
		const group = new Group(GROUP_ID);
		const keyPackage = keyPackageOf("2");
		const { signatureKey } = keyPackage.leafNode;
		const pending = { kind: "pending", keyPackage } as const;
		assert.deepEqual(group.committer("2", pending), { userId: "2", leaf: 0, signatureKey });
		assert.equal(group.committer("2", { kind: "member" }), undefined);
		assert.equal(group.committer("2", undefined), undefined);
		advance(group, "1", [add("3"), add("2")]);
		assert.equal(group.committer("2", { kind: "member" })?.leaf, 2);
		assert.equal(group.committer("2", pending), undefined);
		assert.equal(group.committer("4", { kind: "member" }), undefined);
	});

	it("should restart at epoch 0 without leaves and codes", () => {
		const group = new Group(GROUP_ID);
		advance(group, "1", [add("2")]);
		group.noteCode("1", "code");
		group.abandon();
		assert.deepEqual([group.isEstablished, group.at.epoch, drawn(group)], [false, 0n, ""]);
		assert.equal(group.privacyCodes.size, 0);
		advance(group, "2", [add("1")]);
		assert.deepEqual([group.at.epoch, drawn(group)], [1n, "0:2 1:1"]);
	});
});
