/**
 * The faults of davey that Commits works around, shown on davey itself: if one no longer exists, its workaround can be
 * removed. The proposals are a gateway's.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeCommit } from "../../../gateway-server/dave/commit.ts";
import { appendPayload, ExternalSender, revokePayload } from "../../../gateway-server/dave/ExternalSender.ts";
import { snowflakeBytes } from "../../../shared/mls/snowflake.ts";
import { Commits } from "./Commits.ts";
import { loadDavey, type Mls } from "./davey.ts";

const CHANNEL = "127121515262115840";
const [ALICE, BOB, CAROL] = ["11", "22", "33"] as const;
const USERS = [ALICE, BOB, CAROL];

const library = await loadDavey();
assert.ok(library.kind === "present");
const { create } = library;
const sender = new ExternalSender();

function member(userId: string): Mls {
	const mls = create(1, userId, CHANNEL);
	mls.setExternalSender(sender.package);
	return mls;
}

const at = (epoch: bigint) => ({ groupId: snowflakeBytes(CHANNEL), epoch });

/** Makes the library commit an op 27, without Commits. */
function commitOf(mls: Mls, payload: Buffer): { readonly commit?: Buffer; readonly welcome?: Buffer } {
	return mls.processProposals(payload.readUInt8(), payload.subarray(1), [...USERS]);
}

/** Alice and Bob in a group of epoch 1, and Carol beside it. */
function group() {
	const [alice, bob, carol] = [member(ALICE), member(BOB), member(CAROL)];
	const add = sender.proposeAdd(at(0n), bob.getSerializedKeyPackage());
	const { commit, welcome } = commitOf(alice, appendPayload([add.message]));
	assert.ok(commit !== undefined && welcome !== undefined);
	alice.processCommit(commit);
	bob.processWelcome(welcome);
	const addCarol = sender.proposeAdd(at(1n), carol.getSerializedKeyPackage());
	return { alice, bob, carol, add: addCarol, remove: sender.proposeRemove(at(1n), 1) };
}

describe("a commit of an add, and of a remove that comes after it", () => {
	it("should come without a Welcome from davey alone", () => {
		const { alice, add, remove } = group();
		assert.ok(commitOf(alice, appendPayload([add.message])).welcome !== undefined);
		const { commit, welcome } = commitOf(alice, appendPayload([remove.message]));
		assert.ok(commit !== undefined);
		assert.equal(welcome, undefined);
	});

	it("should come with a Welcome from Commits", () => {
		const { alice, carol, add, remove } = group();
		const commits = new Commits();
		commits.propose(alice, appendPayload([add.message]), [...USERS]);
		const payload = commits.propose(alice, appendPayload([remove.message]), [...USERS]);
		const parts = decodeCommit(payload ?? Buffer.alloc(0));
		assert.ok(parts.kind !== "malformed" && payload !== undefined);
		assert.equal(commits.isCurrent(parts.bytes), true);
		alice.processCommit(parts.bytes);
		carol.processWelcome(payload.subarray(parts.bytes.length));
		assert.deepEqual([alice.epoch, carol.epoch], [2n, 2n]);
		assert.equal(alice.voicePrivacyCode, carol.voicePrivacyCode);
	});
});

describe("an older commit of our own that wins", () => {
	it("should split davey's group, and be detected by Commits", () => {
		const { alice, carol, add, remove } = group();
		const both = appendPayload([add.message, remove.message]);
		const commits = new Commits();
		const older = commits.propose(alice, both, [...USERS]) ?? Buffer.alloc(0);
		commits.propose(alice, revokePayload([add.reference, remove.reference]), [...USERS]);
		commits.propose(alice, both, [...USERS]);
		const parts = decodeCommit(older);
		assert.ok(parts.kind !== "malformed");
		assert.equal(commits.isOutdated(parts.bytes), true);
		alice.processCommit(parts.bytes);
		carol.processWelcome(older.subarray(parts.bytes.length));
		assert.deepEqual([alice.epoch, carol.epoch], [2n, 2n]);
		assert.notEqual(alice.voicePrivacyCode, carol.voicePrivacyCode);
	});
});
